#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace vidcam::samples {

// A convolution without bias and the batch norm behind it, of 2 or 3 axes of space: what is
// trained, and what is written to a file as one convolution.
struct NormedConv {
  at::Tensor kernel;          // [out, in, k...], trained
  at::Tensor scale, shift;    // [out], trained
  at::Tensor mean, variance;  // [out], running

  // Weights drawn for ReLUs (He et al. 2015). shape: of the kernel.
  static NormedConv random(at::IntArrayRef shape);

  // relu(batch_norm(x)), where x came out of the convolution: batch statistics, which also move the
  // running ones by the share `momentum`.
  [[nodiscard]] at::Tensor normed_relu(const at::Tensor& x, double momentum) const;

  // Kernel and bias of the convolution that does both, with the running statistics; detached.
  struct Folded {
    at::Tensor kernel, bias;
  };
  [[nodiscard]] Folded folded() const;
};

// What an optimiser may change: [kernel, scale, shift] of each.
void add_parameters(const std::vector<NormedConv>& convs, std::vector<at::Tensor>& to);

// [in, out], drawn so that a product with it keeps its input's size.
[[nodiscard]] at::Tensor drawn_weight(int64_t in, int64_t out);

// A leaf of the tape.
[[nodiscard]] at::Tensor trainable(const at::Tensor& t);

}  // namespace vidcam::samples
