#include "model3d/excitation.h"

#include <ATen/ExpandUtils.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <limits>

namespace vidcam::detail {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// A sum of responses below it is none: P / z must not overflow.
constexpr double kLeastSum = std::numeric_limits<float>::min();

struct Weighed : Function<Weighed> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& a) {
    at::Tensor response = at::relu(a);
    context->save_for_backward({response});
    return response;
  }
  static variable_list backward(AutogradContext* context, const variable_list& G) {
    return {context->get_saved_variables()[0] * G[0]};
  }
};

struct Shared : Function<Shared> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& z, const at::Tensor& y) {
    context->save_for_backward({z});
    return y.clone();
  }
  static variable_list backward(AutogradContext* context, const variable_list& P) {
    const at::Tensor z = context->get_saved_variables()[0];
    return {at::where(z >= kLeastSum, P[0] / z, at::zeros_like(z)), {}};
  }
};

struct Passed : Function<Passed> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& y) {
    context->saved_data["sizes"] = x.sizes();
    return y.clone();
  }
  static variable_list backward(AutogradContext* context, const variable_list& P) {
    return {at::sum_to(P[0], context->saved_data["sizes"].toIntVector()), {}};
  }
};

}  // namespace

at::Tensor weighed(const at::Tensor& a) { return Weighed::apply(a); }
at::Tensor shared(const at::Tensor& z, const at::Tensor& y) { return Shared::apply(z, y); }
at::Tensor passed(const at::Tensor& x, const at::Tensor& y) { return Passed::apply(x, y); }

}  // namespace vidcam::detail
