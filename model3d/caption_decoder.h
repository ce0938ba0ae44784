#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <string>
#include <vector>

#include "model3d/graph_run.h"
#include "model3d/model_card.h"
#include "model3d/model_graph.h"
#include "model3d/relu_rule.h"

namespace vidcam::detail {

// The second file of a captioner that was exported as two: its forward takes the encoder's output,
// [N, ...], and int64 tokens [N, L] that begin with `start`, and gives scores [N, L, vocabulary].
// Const and thread-safe.
class CaptionDecoder {
 public:
  // The file of the card's caption.decoder. Throws Error: Missing, Unusable.
  CaptionDecoder(const ModelCard& card, c10::Device device);

  // In the gradient mode of the caller. tokens: [1, L] for all rows, or as many as features. rule:
  // of its ReLUs.
  [[nodiscard]] at::Tensor scores(const at::Tensor& features, const at::Tensor& tokens,
                                  ReluRule rule = ReluRule::Plain) const;
  [[nodiscard]] const std::vector<std::string>& notes() const { return model_.notes; }

 private:
  ModelGraph model_;
  GraphRunner runner_;
};

}  // namespace vidcam::detail
