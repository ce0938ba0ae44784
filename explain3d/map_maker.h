#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "explain3d/explainer.h"
#include "explain3d/map_table.h"
#include "explain3d/model_probe.h"
#include "explain3d/score_aim.h"
#include "explain3d/trunk_precision.h"
#include "model3d/tapped_model.h"

namespace vidcam {

// A batch, and what is asked about it.
struct Question {
  at::Tensor batch;
  std::vector<ScoreAim> aims;  // of each target
  InputSize size;
};

// Makes the maps of one batch: of the layers that are tapped, of the input itself or of noisy
// copies of it, in the form that was asked for. Not thread-safe.
class MapMaker {
 public:
  struct Setup {  // all of it outlives the maker
    const ExplainOptions& options;
    const std::vector<const Explainer*>& methods;
    const ModelCard& card;
    const TappedModel& model;
    TrunkPrecision& trunk;
    ModelFacts& facts;  // the first pass adds what it shows
  };
  explicit MapMaker(const Setup& setup) : setup_(setup) {}

  // As each tapped layer, or call of the layer, sees it. Throws Error (Unusable) where one has no
  // feature maps.
  [[nodiscard]] std::vector<TappedForward> pass_of(const at::Tensor& batch);
  // Of the pass of question.batch.
  [[nodiscard]] MapTable maps_of(const Question& question, const std::vector<TappedForward>& pass);
  // The mean over noisy copies, of the targets that the input itself has: noise may change which
  // class is the likeliest, not what is explained.
  [[nodiscard]] MapTable smoothed(const Question& question);

  MethodProgressCallback on_progress;

 private:
  [[nodiscard]] MapTable fused_of(const Question& question, const std::vector<TappedForward>& pass);
  [[nodiscard]] std::vector<at::Tensor> scores_of(const std::vector<ScoreAim>& aims,
                                                  const at::Tensor& logits) const;
  [[nodiscard]] std::vector<ModelProbe> probes_of(const Question& question,
                                                  std::span<const TappedForward> calls);
  [[nodiscard]] MapTable maps_of_calls(const Question& question,
                                       std::span<const TappedForward> calls, bool keep);
  [[nodiscard]] std::vector<Maps> maps_of_target(const Evidence& evidence, bool first_layer);
  [[nodiscard]] Maps map_of(const Explainer& method, const Evidence& evidence);
  void model_asked(int64_t clips);

  Setup setup_;
  MethodProgress progress_;
};

}  // namespace vidcam
