#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "explain3d/class_scores.h"
#include "explain3d/clip_explainer.h"
#include "explain3d/map_maker.h"
#include "explain3d/trunk_precision.h"
#include "model3d/tapped_model.h"

namespace vidcam {

// A model on one device, the methods that explain it there and what is known of both: a
// ClipExplainer has one for each of its devices. Not thread-safe, but two of them never meet.
struct DeviceExplainer {
  // wanted.device: one, resolved. Throws as ClipExplainer does.
  explicit DeviceExplainer(const ExplainOptions& wanted);
  DeviceExplainer(const DeviceExplainer&) = delete;  // its parts refer to each other
  DeviceExplainer& operator=(const DeviceExplainer&) = delete;

  // As ClipExplainer's.
  [[nodiscard]] std::vector<ClipExplanation> explain(
      std::span<const Clip* const> clips, std::span<const std::vector<TargetSpec>> targets);
  [[nodiscard]] std::vector<std::vector<double>> probabilities(std::span<const Clip* const> clips);
  [[nodiscard]] std::vector<double> confidences(std::span<const Clip* const> clips,
                                                std::span<const MaskedClip> masked,
                                                MaskSpace space);
  // The same of one batch of model input.
  [[nodiscard]] std::vector<ClipExplanation> explain(
      const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets);
  [[nodiscard]] std::vector<std::vector<double>> probabilities(const at::Tensor& input);
  [[nodiscard]] std::vector<double> confidences(const at::Tensor& input,
                                                std::span<const MaskedClip> masked,
                                                MaskSpace space);

  std::vector<const Explainer*> methods;
  ModelCard card;
  ExplainOptions options;
  TappedModel model;
  TrunkPrecision trunk;
  ModelFacts facts;
  MapMaker maker;

 private:
  [[nodiscard]] ClassScores::Kind kind() const {
    return card.caption ? ClassScores::Kind::LogProbabilities : ClassScores::Kind::Logits;
  }
  // The input of some of the masked clips, a copy of theirs; it is masked in place.
  using InputOf = std::function<at::Tensor(std::span<const MaskedClip> some)>;
  [[nodiscard]] std::vector<double> in_batches(std::span<const MaskedClip> masked, MaskSpace space,
                                               const InputOf& input_of);
  void ask(const at::Tensor& input, std::span<const MaskedClip> masked, const at::Tensor& nothing,
           std::vector<double>& out);
  [[nodiscard]] std::vector<ClipExplanation> explain_batch(
      const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets);
  void add_results(const Question& question, const ClassScores& scores, const at::Tensor& logits,
                   const MapTable& maps, std::vector<ClipExplanation>& out);
  void warn_about(const ClassScore& target);
  void warn_about(const MethodMap& map);

  std::set<std::string> warned_;  // methods whose poor condition was said, "saturated"
};

}  // namespace vidcam
