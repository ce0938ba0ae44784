#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "tests/support/script_models.h"

namespace vidcam::testing {

enum class TimeLoop {
  Scripted,  // `for t in range(...)`, as torch.jit.script keeps it
  Unrolled,  // a call for each frame, as torch.jit.trace leaves it
  Trimmed    // the same where the last call gives h alone: nobody reads its c
};

// A ConvLSTM of 4 hidden channels over the frames of a clip [N, 3, 8, 16, 16], and class scores
// from its last hidden state: "cell" is called 8 times and gives (h, c), each [N, 4, 16, 16]; 5
// classes.
[[nodiscard]] ScriptNet make_conv_lstm(uint64_t seed, TimeLoop loop,
                                       c10::ScalarType type = c10::kFloat);
inline constexpr int64_t kLstmSteps = 8;

// What the same network computes, with ATen operators, and autograd from the hidden state of each
// step on its own: what is before it has no part in its gradient.
struct StepByHand {
  at::Tensor A, g;  // h_t, and the gradient of the sum of the clips' scores of one class
};
[[nodiscard]] std::vector<StepByHand> conv_lstm_by_hand(const ScriptNet& net,
                                                        const at::Tensor& clips, int64_t of_class);

}  // namespace vidcam::testing
