#include "explain3d/tensor_input.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <sstream>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

[[noreturn]] void refuse(const NpyArray& array, const ModelCard& card, const std::string& why) {
  std::ostringstream message;
  message << "a tensor of shape " << c10::IntArrayRef(array.shape) << " is no input of this model ("
          << card.source << "): " << why << "; expected "
          << (card.video ? "[N, 3, T, H, W] or [3, T, H, W]" : "[N, 3, H, W] or [3, H, W]")
          << " float32, normalised";
  throw Error(ExitCode::Unusable, message.str());
}

}  // namespace

at::Tensor tensor_input(const NpyArray& array, const ModelCard& card) {
  const size_t axes = card.video ? 4 : 3;
  std::vector<int64_t> shape = array.shape;
  if (shape.size() == axes) shape.insert(shape.begin(), 1);
  if (shape.size() != axes + 1)
    refuse(array, card, "it has " + std::to_string(array.shape.size()) + " axes");
  if (std::any_of(shape.begin(), shape.end(), [](int64_t n) { return n <= 0; }))
    refuse(array, card, "it is empty");
  if (shape[1] != 3)
    refuse(array, card, "it has " + std::to_string(shape[1]) + " channels, the model takes 3");
  // LibTorch has no read-only view; nothing below writes to model input.
  return at::from_blob(const_cast<float*>(array.values.data()), shape, at::kFloat);
}

}  // namespace vidcam
