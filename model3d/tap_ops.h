#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/symbol.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model3d/feature_layout.h"
#include "model3d/relu_rule.h"

// The operators that are put into a model's graph.
//   vidcam::mark(x, site)      notes that a layer ran and the shape of what it gave (layer listing)
//   vidcam::tap(x, slot)       what a forward hook would be: the autograd tape starts at x, or,
//   where
//                              another layer was tapped before, goes on through it
//   vidcam::gate(x, y, upper)  y, what a ReLU made of x, with the tape's rule for its gradient:
//                              gradient_gate.h
// What these do depends on the Tape that the calling thread has put in place; without one they do
// nothing.
//   vidcam::weighed(x), shared(z, y), passed(x, y)   what hands winning probabilities back:
//                              excitation.h
//   vidcam::positive(W, top)   W+; of a top layer (the last with weights), where the tape says so,
//                              the dual's: (-W)+
//   vidcam::narrow(x)          float32 becomes bfloat16; anything else is handed on
//   vidcam::widen(x)           bfloat16 becomes float32; anything else is handed on
//   vidcam::trunk_conv(c, x)   trunk_conv.h
//   vidcam::conv_and_pool(c, x, kernel, stride, padding, relu)
//   vidcam::max_pool3d(x, kernel, stride, padding, relu)   max_pool.h
namespace vidcam::detail {

constexpr int64_t kLastCall = -1;
constexpr int64_t kEveryCall = -2;

// What one run records. Lives on the caller's stack, so runs on several threads never meet.
struct Tape {
  struct Mark {
    int64_t site = 0;
    std::vector<int64_t> shape;
  };

  // What is known of one tapped layer.
  struct Slot {
    int64_t wanted = kLastCall;  // which execution of the layer is tapped, counted from 0
    int64_t calls = 0;           // how often the layer ran
    // A of the wanted execution, or of each, as maps (to_maps: [N, C, T, H, W] or [N, C, H, W]):
    // requires grad, and is a leaf but where the tape of another layer, or of an earlier execution,
    // leads to it; empty where the wanted execution did not come
    std::vector<at::Tensor> leaves;
    FeatureLayout layout;  // how it lay in what the layer gave
  };

  bool record = true;      // false: taps hand their input on
  at::Tensor replacement;  // where defined, maps: what the wanted execution hands on instead; no
                           // leaf
  size_t replaced = 0;     // of which layer
  std::vector<Slot> slots = std::vector<Slot>(1);  // of the tapped layers, one at least
  std::string refusal;  // why the value cannot be tapped (an exception would come out wrapped in a
                        // traceback)
  std::vector<Mark> marks;          // in order of execution
  ReluRule rule = ReluRule::Plain;  // of the gates
  bool negated = false;             // the scores' dual units: positive
  LayoutHints hints;                // of the tapped layers' outputs
};

// Puts a tape in place for the current thread, and the former one back at the end.
class TapeScope {
 public:
  explicit TapeScope(Tape& tape);
  ~TapeScope();
  TapeScope(const TapeScope&) = delete;
  TapeScope& operator=(const TapeScope&) = delete;

 private:
  Tape* former_;
};

[[nodiscard]] c10::Symbol mark_symbol();
[[nodiscard]] c10::Symbol tap_symbol();
[[nodiscard]] c10::Symbol gate_symbol();
[[nodiscard]] c10::Symbol weighed_symbol();
[[nodiscard]] c10::Symbol shared_symbol();
[[nodiscard]] c10::Symbol passed_symbol();
[[nodiscard]] c10::Symbol positive_symbol();
[[nodiscard]] c10::Symbol narrow_symbol();
[[nodiscard]] c10::Symbol widen_symbol();
[[nodiscard]] c10::Symbol trunk_conv_symbol();
[[nodiscard]] c10::Symbol conv_and_pool_symbol();
[[nodiscard]] c10::Symbol max_pool_symbol();

}  // namespace vidcam::detail
