#include "explain3d/tensor_shape.h"

#include <algorithm>
#include <string>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t n : shape) text += (text.empty() ? "" : ", ") + std::to_string(n);
  return "[" + text + "]";
}

[[noreturn]] void refuse(const NpyArray& array, const ModelCard& card, const std::string& why) {
  throw Error(ExitCode::Unusable,
              "a tensor of shape " + shape_text(array.shape) + " is no input of this model (" +
                  card.source + "): " + why + "; expected " +
                  (card.video ? "[N, 3, T, H, W] or [3, T, H, W]" : "[N, 3, H, W] or [3, H, W]") +
                  " float32, normalised");
}

}  // namespace

std::vector<int64_t> tensor_shape(const NpyArray& array, const ModelCard& card) {
  const size_t axes = card.video ? 4 : 3;
  std::vector<int64_t> shape = array.shape;
  if (shape.size() == axes) shape.insert(shape.begin(), 1);
  if (shape.size() != axes + 1)
    refuse(array, card, "it has " + std::to_string(array.shape.size()) + " axes");
  if (std::any_of(shape.begin(), shape.end(), [](int64_t n) { return n <= 0; }))
    refuse(array, card, "it is empty");
  if (shape[1] != 3)
    refuse(array, card, "it has " + std::to_string(shape[1]) + " channels, the model takes 3");
  return shape;
}

}  // namespace vidcam
