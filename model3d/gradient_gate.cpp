#include "model3d/gradient_gate.h"

#include <ATen/ops/relu.h>
#include <torch/csrc/autograd/custom_function.h>

namespace vidcam::detail {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

struct PositiveGradient : Function<PositiveGradient> {
  static at::Tensor forward(AutogradContext* /*context*/, const at::Tensor& y) { return y.clone(); }
  static variable_list backward(AutogradContext* /*context*/, const variable_list& G) {
    return {at::relu(G[0])};
  }
};

struct PastTheRelu : Function<PastTheRelu> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& y,
                            const std::optional<at::Scalar>& upper) {
    if (upper) context->save_for_backward({x.lt(*upper)});
    return y.clone();
  }
  static variable_list backward(AutogradContext* context, const variable_list& G) {
    const auto saved = context->get_saved_variables();
    const at::Tensor passed = at::relu(G[0]);
    return {saved.empty() ? passed : passed * saved[0], {}, {}};
  }
};

}  // namespace

at::Tensor gated(const at::Tensor& x, const at::Tensor& y, const std::optional<at::Scalar>& upper,
                 ReluRule rule) {
  switch (rule) {
    case ReluRule::Guided:
      return PositiveGradient::apply(y);
    case ReluRule::Deconv:
      return PastTheRelu::apply(x, y, upper);
    default:
      return y;
  }
}

}  // namespace vidcam::detail
