#include "model3d/tap_ops.h"

#include <c10/core/ScalarType.h>
#include <torch/library.h>

#include "model3d/excitation.h"
#include "model3d/gradient_gate.h"
#include "model3d/max_pool.h"
#include "model3d/trunk_conv.h"

namespace vidcam::detail {
namespace {

thread_local Tape* current = nullptr;

void mark(const at::Tensor& x, int64_t site) {
  if (current != nullptr) current->marks.push_back({site, x.sizes().vec()});
}

// The value is detached and made a leaf; what goes on is a clone, so that a later in-place operator
// (ReLU(inplace=True)) cannot change A. Where several layers, or all executions of one, are tapped,
// what lies behind another tap stays on its tape: all their gradients are then found in the same
// pass. Tokens and channels-last outputs become maps on the way in, and what they were on the way
// out.
at::Tensor tap(const at::Tensor& x, int64_t which) {
  if (current == nullptr || !current->record) return x;
  Tape::Slot& slot = current->slots.at(static_cast<size_t>(which));
  const int64_t call = slot.calls++;
  if (slot.wanted >= 0 && call != slot.wanted) return x;
  slot.layout = find_layout(x.sizes(), current->hints);
  if (current->replacement.defined())
    return current->replaced == static_cast<size_t>(which)
               ? from_maps(current->replacement, slot.layout, x)
               : x;
  if (!x.is_floating_point()) {
    current->refusal = c10::toString(x.scalar_type());
    return x;
  }
  const bool every = slot.wanted == kEveryCall;
  const bool on_tape = (every || current->slots.size() > 1) && x.requires_grad();
  const at::Tensor maps = to_maps(x, slot.layout);
  if (!every) slot.leaves.clear();
  slot.leaves.push_back(on_tape ? maps : maps.detach().requires_grad_(true));
  return from_maps(slot.leaves.back(), slot.layout, on_tape ? x : x.detach());
}

at::Tensor gate(const at::Tensor& x, const at::Tensor& y, const std::optional<at::Scalar>& upper) {
  return gated(x, y, upper, current == nullptr ? ReluRule::Plain : current->rule);
}

at::Tensor positive(const at::Tensor& weight, bool top) {
  const bool negated = top && current != nullptr && current->negated;
  return negated ? weight.neg().relu_() : weight.relu();
}

at::Tensor converted(const at::Tensor& x, c10::ScalarType from, c10::ScalarType to) {
  return x.scalar_type() == from ? x.to(to) : x;
}

at::Tensor narrow(const at::Tensor& x) { return converted(x, at::kFloat, at::kBFloat16); }
at::Tensor widen(const at::Tensor& x) { return converted(x, at::kBFloat16, at::kFloat); }

at::Tensor trunk_conv(const c10::intrusive_ptr<TrunkConv>& conv, const at::Tensor& x) {
  return conv->run(x);
}

at::Tensor conv_and_pool(const c10::intrusive_ptr<TrunkConv>& conv, const at::Tensor& x,
                         at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding,
                         bool relu) {
  return run_and_pool(*conv, x, {kernel, stride, padding, relu});
}

at::Tensor pooled(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride,
                  at::IntArrayRef padding, bool relu) {
  return max_pool3d(x, kernel, stride, padding, relu);
}

c10::Symbol own_symbol(const char* name) {
  return c10::Symbol::fromQualString(std::string("vidcam::") + name);
}

}  // namespace

// Kept in the file that TapeScope is in: a linker drops an unreferenced object of a static library,
// and the operators with it. CONSERVATIVE: a mark has no output, and must not count as dead code.
TORCH_LIBRARY(vidcam, library) {
  library.def(torch::schema("mark(Tensor x, int site) -> ()", c10::AliasAnalysisKind::CONSERVATIVE),
              &mark);
  library.def("tap(Tensor(a) x, int slot) -> Tensor(a)", &tap);
  library.def("gate(Tensor x, Tensor(a) y, Scalar? upper) -> Tensor(a)", &gate);
  library.def("weighed(Tensor x) -> Tensor", &weighed);
  library.def("shared(Tensor z, Tensor y) -> Tensor", &shared);
  library.def("passed(Tensor x, Tensor y) -> Tensor", &passed);
  library.def("positive(Tensor weight, bool top) -> Tensor", &positive);
  library.class_<TrunkConv>("TrunkConv");
  library.def("trunk_conv(__torch__.torch.classes.vidcam.TrunkConv conv, Tensor x) -> Tensor",
              &trunk_conv);
  library.def(
      "conv_and_pool(__torch__.torch.classes.vidcam.TrunkConv conv, Tensor x, int[] kernel, int[] "
      "stride, int[] padding, bool relu) -> Tensor",
      &conv_and_pool);
  library.def(
      "max_pool3d(Tensor x, int[] kernel, int[] stride, int[] padding, bool relu) -> Tensor",
      &pooled);
  library.def("narrow(Tensor(a) x) -> Tensor(a)", &narrow);
  library.def("widen(Tensor(a) x) -> Tensor(a)", &widen);
}

TapeScope::TapeScope(Tape& tape) : former_(current) { current = &tape; }
TapeScope::~TapeScope() { current = former_; }

c10::Symbol mark_symbol() {
  static const auto kSymbol = own_symbol("mark");
  return kSymbol;
}

c10::Symbol tap_symbol() {
  static const auto kSymbol = own_symbol("tap");
  return kSymbol;
}

c10::Symbol gate_symbol() {
  static const auto kSymbol = own_symbol("gate");
  return kSymbol;
}

c10::Symbol weighed_symbol() {
  static const auto kSymbol = own_symbol("weighed");
  return kSymbol;
}

c10::Symbol shared_symbol() {
  static const auto kSymbol = own_symbol("shared");
  return kSymbol;
}

c10::Symbol passed_symbol() {
  static const auto kSymbol = own_symbol("passed");
  return kSymbol;
}

c10::Symbol positive_symbol() {
  static const auto kSymbol = own_symbol("positive");
  return kSymbol;
}

c10::Symbol narrow_symbol() {
  static const auto kSymbol = own_symbol("narrow");
  return kSymbol;
}

c10::Symbol widen_symbol() {
  static const auto kSymbol = own_symbol("widen");
  return kSymbol;
}

c10::Symbol trunk_conv_symbol() {
  static const auto kSymbol = own_symbol("trunk_conv");
  return kSymbol;
}

c10::Symbol conv_and_pool_symbol() {
  static const auto kSymbol = own_symbol("conv_and_pool");
  return kSymbol;
}

c10::Symbol max_pool_symbol() {
  static const auto kSymbol = own_symbol("max_pool3d");
  return kSymbol;
}

}  // namespace vidcam::detail
