#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <vector>

#include "model3d/model_card.h"

namespace vidcam {

struct TapOptions {
  std::string layer;  // as in ExplainOptions; "": default layer
  bool rectified = true;
  std::string device = "cpu";  // resolved: "cpu", "cuda:0"
};

// One forward pass with the tape starting at the tapped layer. Keeps what the backward passes need;
// on the device.
struct TappedForward {
  at::Tensor logits;       // [N, classes] float32; where the model ends in a softmax that the graph
                           // shows, what feeds it
  at::Tensor activations;  // A: [N, C, T, H, W] or [N, C, H, W], the model's dtype, the leaf
  int64_t call = 0;        // which execution of the layer gave A, counted from 0
};

// A TorchScript model with one layer tapped: layer-tap design. Weights shared, const after
// construction; runs on different threads never meet (the tap's state is thread-local).
class TappedModel {
 public:
  // Throws Error: Missing, Unusable (with advice), Device.
  TappedModel(const std::string& model_path, const ModelCard& card, const TapOptions& options);
  ~TappedModel();
  TappedModel(TappedModel&&) noexcept;
  TappedModel& operator=(TappedModel&&) noexcept;

  [[nodiscard]] const std::string& layer() const;  // resolved name, e.g. "conv5b" or "block#2"
  [[nodiscard]] const std::string& tap() const;    // "rectified" or "raw": what really was done
  [[nodiscard]] bool piecewise_linear()
      const;  // nothing but piecewise linear operators behind the tap
  [[nodiscard]] bool logits_are_real()
      const;  // false: probabilities whose logits the graph does not show
  [[nodiscard]] const std::vector<std::string>& notes()
      const;  // things the user should know, one line each

  // input: [N, 3, T, H, W] or [N, 3, H, W] on the model's device. Throws Error (Unusable): what it
  // was given and what the model says.
  [[nodiscard]] TappedForward forward(const at::Tensor& input) const;
  // Only the scores; no tape.
  [[nodiscard]] at::Tensor logits(const at::Tensor& input) const;
  // The scores where execution `call` of the tapped layer gives `activations`, whatever it computed
  // from `input` (as many rows); no tape. What lies before the layer and is read behind it by
  // another way, as in a residual net, comes from the input.
  [[nodiscard]] at::Tensor logits_with(const at::Tensor& activations, int64_t call,
                                       const at::Tensor& input) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// dS/dA, same shape as forward.activations: scores: [N], made from forward.logits by differentiable
// operators, one a clip. keep: further gradients of the same pass follow. Throws Error (Unusable)
// where no gradient reaches the layer.
[[nodiscard]] at::Tensor gradient(const TappedForward& forward, const at::Tensor& scores,
                                  bool keep);

}  // namespace vidcam
