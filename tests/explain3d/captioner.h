#pragma once

#include <ATen/ATen.h>

#include "tests/support/script_models.h"

// A small model that writes captions, and its card.
namespace vidcam::testing {

inline const char* const kCaptionCard = R"({"input": {"layout": "NCHW", "height": 6, "width": 8},
  "layer": "conv2", "caption": {"vocabulary": ["<start>", "<end>", "red", "blue", "shape"],
  "start": "<start>", "end": "<end>", "length": 4}})";
constexpr int64_t kStart = 0, kEnd = 1, kRed = 2, kBlue = 3, kShape = 4;

// Pictures as features, tokens as rows of a table; tanh of their sum gives the next word's scores.
inline ScriptNet captioner() {
  ScriptNet net(8);
  at::manual_seed(3);
  net.conv2d("conv1", 3, 4).conv2d("conv2", 4, 6).linear("fc", 6, 5);
  net.parameter("table", at::randn({5, 6}));
  net.define(
      "def forward(self, x, tokens):\n"
      "  a = torch.relu(self.conv2(torch.relu(self.conv1(x))))\n"
      "  h = a.mean([2, 3]).unsqueeze(1) + torch.embedding(self.table, tokens)\n"
      "  return self.fc(torch.tanh(3.0 * h))\n");
  return net;
}

}  // namespace vidcam::testing
