#include "model3d/gradients.h"

#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <string>

#include "model3d/torch_message.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw Error(ExitCode::Unusable, reason); }

// Undefined where the scores do not depend on the leaf.
std::vector<at::Tensor> raw_gradients(std::span<const TappedForward> of, const at::Tensor& y,
                                      const at::Tensor& by_y, bool keep) {
  std::vector<at::Tensor> leaves;
  leaves.reserve(of.size());
  for (const TappedForward& each : of) leaves.push_back(each.activations);
  try {
    return torch::autograd::grad({y}, leaves, {by_y}, keep,
                                 /*create_graph=*/false, /*allow_unused=*/true);
  } catch (const c10::Error& error) {
    refuse("the gradient back to " + of.front().leaf + " failed: " + detail::torch_message(error));
  }
}

}  // namespace

std::vector<at::Tensor> gradients(std::span<const TappedForward> of, const at::Tensor& y,
                                  const at::Tensor& by_y, bool keep) {
  const std::string none =
      "no gradient reaches " + of.front().leaf + ": the score does not depend ";
  if (!y.requires_grad()) refuse(none + "on it in a differentiable way");
  std::vector<at::Tensor> found = raw_gradients(of, y, by_y, keep);
  const auto defined = [](const at::Tensor& g) { return g.defined(); };
  if (std::none_of(found.begin(), found.end(), defined)) refuse(none + "on it");
  for (size_t i = 0; i < found.size(); ++i)
    if (!found[i].defined()) found[i] = at::zeros_like(of[i].activations);
  return found;
}

std::vector<at::Tensor> gradients(std::span<const TappedForward> of, const at::Tensor& scores,
                                  bool keep) {
  return gradients(of, scores, at::ones_like(scores), keep);
}

at::Tensor gradient(const TappedForward& forward, const at::Tensor& scores, bool keep) {
  return gradients({&forward, 1}, scores, keep).front();
}

}  // namespace vidcam
