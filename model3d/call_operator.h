#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <utility>

namespace vidcam::detail {

// Calls an operator of LibTorch that has no C++ function of its own, by its name
// ("mkldnn::_convolution_pointwise"). Throws what it throws, and where there is none of that name.
inline at::Tensor call_operator(const char* name, torch::jit::Stack arguments) {
  c10::Dispatcher::singleton().findSchemaOrThrow(name, "").callBoxed(arguments);
  return std::move(arguments.at(0)).toTensor();
}

// None where it is undefined.
inline c10::IValue optional_tensor(const at::Tensor& tensor) {
  return tensor.defined() ? c10::IValue(tensor) : c10::IValue();
}

}  // namespace vidcam::detail
