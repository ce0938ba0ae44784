#include "samples/memory/memory_net.h"

#include <ATen/ATen.h>

#include <cmath>
#include <memory>

#include "samples/training/normed_conv.h"
#include "samples/training/script_parts.h"

namespace vidcam::samples {
namespace {

constexpr int64_t kHidden = MemoryNet::kHidden;
enum Place : size_t { kConv1, kConv2, kGates, kWhere1, kWhere2, kVotes, kNext };

constexpr const char* kCell = R"(
def forward(self, x, h, c):
  i, f, o, g = torch.chunk(self.gates.forward(torch.cat([x, h], 1)), 4, 1)
  c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
  return torch.sigmoid(o) * torch.tanh(c), c
)";

constexpr const char* kForward = R"(
def forward(self, x):
  h = torch.zeros([x.size(0), 16, 12, 16], dtype=x.dtype, device=x.device)
  c = h
  logits = torch.zeros([x.size(0), 4], dtype=x.dtype, device=x.device)
  for t in range(x.size(2)):
    e = torch.relu(self.conv2.forward(torch.relu(self.conv1.forward(x[:, :, t]))))
    h, c = self.cell.forward(e, h, c)
    p = self.where2.forward(torch.relu(self.where1.forward(h)))
    p = torch.softmax(torch.flatten(p, 1), 1).unsqueeze(1)
    logits = logits + (torch.flatten(self.votes.forward(h), 2) * p).sum(2) * 3.0
  return logits / x.size(2), torch.sigmoid(torch.pixel_shuffle(self.next1.forward(h), 4))
)";

// What kForward says in numbers.
static_assert(kHidden == 16 && MemoryNet::kRows == 12 && MemoryNet::kColumns == 16 && kWays == 4);

}  // namespace

const std::vector<MemoryNet::Layer>& MemoryNet::layers() {
  static const std::vector<Layer> kAll{
      {"conv1", {8, 3, 5, 5}, 2, 2},
      {"conv2", {16, 8, 3, 3}, 2},
      {"gates", {4 * kHidden, 16 + kHidden, 3, 3}},
      {"where1", {16, kHidden, 3, 3}},
      {"where2", {1, 16, 1, 1}, 1, 0},
      {"votes", {kWays, kHidden, 1, 1}, 1, 0},
      {"next1", {16, kHidden, 3, 3}},
  };
  return kAll;
}

MemoryNet::MemoryNet(uint64_t seed) {
  at::manual_seed(seed);
  for (const Layer& layer : layers()) {
    const auto& [out, in, height, width] = layer.kernel;
    const double inputs = static_cast<double>(in * height * width);
    parameters_.push_back(trainable(at::randn(layer.kernel) / std::sqrt(inputs)));
    parameters_.push_back(trainable(at::zeros({out})));
  }
  // A cell that keeps what it has until it learns what to forget.
  const at::NoGradGuard no_tape;
  parameters_[2 * kGates + 1].narrow(0, kHidden, kHidden).fill_(1);
}

at::Tensor MemoryNet::conv(size_t layer, const at::Tensor& x) const {
  const Layer& of = layers()[layer];
  return at::conv2d(x, parameters_[2 * layer], parameters_[2 * layer + 1], {of.stride, of.stride},
                    at::IntArrayRef{of.padding, of.padding});
}

MemoryNet::Output MemoryNet::forward_training(const at::Tensor& input) const {
  const int64_t n = input.size(0), steps = input.size(2);
  const at::Tensor frames = input.transpose(1, 2).flatten(0, 1);
  const at::Tensor seen =
      conv(kConv2, conv(kConv1, frames).relu()).relu().view({n, steps, 16, kRows, kColumns});
  at::Tensor h = at::zeros({n, kHidden, kRows, kColumns}), c = h;
  std::vector<at::Tensor> hidden;
  hidden.reserve(static_cast<size_t>(steps));
  for (int64_t t = 0; t < steps; ++t) {
    const auto gates = conv(kGates, at::cat({seen.select(1, t), h}, 1)).chunk(4, 1);
    c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[3].tanh();
    h = gates[2].sigmoid() * c.tanh();
    hidden.push_back(h);
  }
  Output out;
  out.hidden = at::stack(hidden, 1);
  const at::Tensor all = out.hidden.flatten(0, 1);
  const auto by_step = [&](const at::Tensor& x) { return x.unflatten(0, {n, steps}); };
  out.places = by_step(conv(kWhere2, conv(kWhere1, all).relu()).flatten(1));
  out.votes =
      (by_step(conv(kVotes, all).flatten(2)) * out.places.softmax(2).unsqueeze(2)).sum(3) * 3;
  out.next = by_step(at::pixel_shuffle(conv(kNext, all), 4).squeeze(1));
  return out;
}

torch::jit::Module MemoryNet::export_module() const {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module net = script_module("ConvLSTM", unit);
  torch::jit::Module cell = script_module("ConvLSTMCell", unit);
  for (size_t i = 0; i < layers().size(); ++i) {
    const Layer& layer = layers()[i];
    torch::jit::Module& into = i == kGates ? cell : net;
    into.register_module(
        layer.name,
        script_convolution<2>(parameters_[2 * i].detach(), parameters_[2 * i + 1].detach(),
                              {layer.stride, layer.stride}, {layer.padding, layer.padding}, unit));
    if (i != kGates) continue;
    cell.define(kCell);
    net.register_module(kRecurrentLayer, cell);
  }
  net.define(kForward);
  net.eval();
  return net;
}

}  // namespace vidcam::samples
