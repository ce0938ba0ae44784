#include "tests/support/recurrent_models.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <string>

namespace vidcam::testing {
namespace {

struct State {
  at::Tensor h, c;
};

State cell_by_hand(const ScriptNet& net, const at::Tensor& x, const State& before) {
  const at::Tensor gates = at::conv2d(at::cat({x, before.h}, 1), net.weight("cell.gates.weight"),
                                      net.weight("cell.gates.bias"), {1, 1}, at::IntArrayRef{1, 1});
  const auto part = [&](int64_t i) { return gates.narrow(1, 4 * i, 4); };
  const at::Tensor c = part(1).sigmoid() * before.c + part(0).sigmoid() * part(3).tanh();
  return {part(2).sigmoid() * c.tanh(), c};
}

}  // namespace

ScriptNet make_conv_lstm(uint64_t seed, TimeLoop loop, c10::ScalarType type) {
  ScriptNet cell(seed, type, "ConvLstmCell");
  cell.conv2d("gates", 7, 16);
  cell.define(R"(
def forward(self, x, h, c):
  i, f, o, g = torch.chunk(self.gates(torch.cat([x, h], 1)), 4, 1)
  c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
  return torch.sigmoid(o) * torch.tanh(c), c
)");
  cell.define("def last(self, x, h, c):\n  return self.forward(x, h, c)[0]\n");
  ScriptNet net(seed + 1, type, "ConvLstm");
  net.layer("cell", cell).linear("fc", 4, 5);
  std::string source =
      "def forward(self, x):\n"
      "  h = torch.zeros([x.size(0), 4, 16, 16], dtype=x.dtype)\n  c = h\n";
  if (loop == TimeLoop::Scripted)
    source += "  for t in range(x.size(2)):\n    h, c = self.cell(x[:, :, t], h, c)\n";
  const int64_t full = loop == TimeLoop::Trimmed ? kLstmSteps - 1 : kLstmSteps;
  for (int64_t t = 0; loop != TimeLoop::Scripted && t < full; ++t)
    source += "  h, c = self.cell(x[:, :, " + std::to_string(t) + "], h, c)\n";
  if (loop == TimeLoop::Trimmed) source += "  h = self.cell.last(x[:, :, 7], h, c)\n";
  net.define(source + "  return self.fc(h.mean([2, 3]))\n");
  return net;
}

std::vector<StepByHand> conv_lstm_by_hand(const ScriptNet& net, const at::Tensor& clips,
                                          int64_t of_class) {
  const at::Tensor zeros = at::zeros({clips.size(0), 4, 16, 16}, clips.options());
  std::vector<StepByHand> steps;
  for (int64_t step = 0; step < clips.size(2); ++step) {
    State state{zeros, zeros};
    at::Tensor leaf;
    for (int64_t t = 0; t < clips.size(2); ++t) {
      state = cell_by_hand(net, clips.select(2, t), state);
      if (t == step) state.h = leaf = state.h.detach().requires_grad_(true);
    }
    const at::Tensor scores =
        at::linear(state.h.mean({2, 3}), net.weight("fc.weight"), net.weight("fc.bias"));
    const at::Tensor S = scores.select(1, of_class);
    steps.push_back({leaf.detach(), torch::autograd::grad({S}, {leaf}, {at::ones_like(S)})[0]});
  }
  return steps;
}

}  // namespace vidcam::testing
