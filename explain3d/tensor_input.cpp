#include "explain3d/tensor_input.h"

#include <ATen/ops/from_blob.h>

#include "explain3d/tensor_shape.h"

namespace vidcam {

at::Tensor tensor_input(const NpyArray& array, const ModelCard& card) {
  // LibTorch has no read-only view; nothing below writes to model input.
  return at::from_blob(const_cast<float*>(array.values.data()), tensor_shape(array, card),
                       at::kFloat);
}

}  // namespace vidcam
