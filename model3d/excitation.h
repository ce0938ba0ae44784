#pragma once

#include <ATen/core/Tensor.h>

// Excitation backprop as ways back of autograd's own: what arrives at a tensor a as its gradient is
// P(a), the marginal winning probability of each of its values (explain3d/excitation_backprop.h).
// An operator y = phi(W a + b) becomes shared(W+ weighed(a), y).
namespace vidcam::detail {

// max(a, 0), a response; backward P(a) = a+ . G.
[[nodiscard]] at::Tensor weighed(const at::Tensor& a);

// y; backward P(y) / z goes to z, and nothing where z is not positive: there is no winner, and P
// ends. z, y: of one shape.
[[nodiscard]] at::Tensor shared(const at::Tensor& z, const at::Tensor& y);

// y, made of each value of x by itself; backward P(y) goes on to x as it is, summed where x was
// broadcast.
[[nodiscard]] at::Tensor passed(const at::Tensor& x, const at::Tensor& y);

}  // namespace vidcam::detail
