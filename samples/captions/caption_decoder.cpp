#include "samples/captions/caption_decoder.h"

#include <ATen/ATen.h>

#include "samples/training/normed_conv.h"

namespace vidcam::samples {
namespace {

constexpr int64_t kWordSize = 24, kStateSize = 96, kKeySize = 32;

constexpr const char* kForward = R"(
def forward(self, A, tokens):
  n = A.size(0)
  V = torch.cat([A.flatten(2), self.coordinates.expand([n, -1, -1])], 1).transpose(1, 2)
  keys = torch.matmul(V, self.key)
  x = torch.embedding(self.words, tokens)
  h = torch.zeros([n, self.query.size(0)], dtype=A.dtype, device=A.device)
  cell = torch.zeros_like(h)
  seen = torch.zeros([n, V.size(2)], dtype=A.dtype, device=A.device)
  logits: List[Tensor] = []
  for t in range(tokens.size(1)):
    h, cell = torch.lstm_cell(torch.cat([x.select(1, t), seen], 1), [h, cell], self.input_weight, self.state_weight, self.input_bias, self.state_bias)
    fit = torch.matmul(keys, torch.matmul(h, self.query).unsqueeze(2)).squeeze(2)
    alpha = torch.softmax(fit, 1)
    seen = torch.matmul(alpha.unsqueeze(1), V).squeeze(1)
    logits.append(torch.addmm(self.out_bias, torch.cat([h, seen], 1), self.out_weight))
  return torch.stack(logits, 1)
)";

// The middles of the places, from -1 at the left and top edge to 1 at the right and bottom one.
at::Tensor make_coordinates(int64_t rows, int64_t columns) {
  const auto axis = [](int64_t count) { return (at::arange(count) * 2 + 1) / count - 1; };
  const at::Tensor x = axis(columns).view({1, -1}).expand({rows, columns});
  const at::Tensor y = axis(rows).view({-1, 1}).expand({rows, columns});
  return at::stack({x, y}).to(at::kFloat).flatten(1).unsqueeze(0).contiguous();
}

// Of the four gates, the second is the one that forgets: at first it keeps.
at::Tensor gate_bias() {
  at::Tensor bias = at::zeros({4 * kStateSize});
  bias.slice(0, kStateSize, 2 * kStateSize).fill_(1);
  return bias;
}

}  // namespace

CaptionDecoder::CaptionDecoder(const Sizes& sizes)
    : coordinates_(make_coordinates(sizes.rows, sizes.columns)) {
  const int64_t seen = sizes.channels + 2;
  const int64_t input = kWordSize + seen;
  weights_ = {{"words", at::randn({sizes.words, kWordSize})},
              {"key", drawn_weight(seen, kKeySize)},
              {"query", drawn_weight(kStateSize, kKeySize)},
              {"input_weight", drawn_weight(input, 4 * kStateSize).t().contiguous()},
              {"state_weight", drawn_weight(kStateSize, 4 * kStateSize).t().contiguous()},
              {"input_bias", gate_bias()},
              {"state_bias", at::zeros({4 * kStateSize})},
              {"out_weight", drawn_weight(kStateSize + seen, sizes.words)},
              {"out_bias", at::zeros({sizes.words})}};
  for (auto& each : weights_) each.second = trainable(each.second);
}

std::vector<at::Tensor> CaptionDecoder::parameters() const {
  std::vector<at::Tensor> all;
  for (const auto& each : weights_) all.push_back(each.second);
  return all;
}

torch::jit::Module CaptionDecoder::module(const ScriptUnit& unit, bool trained) const {
  torch::jit::Module decoder = script_module("CaptionDecoder", unit);
  for (const auto& [name, weight] : weights_)
    decoder.register_parameter(name, trained ? weight : weight.detach().clone(), false);
  decoder.register_buffer("coordinates", coordinates_.clone());
  decoder.define(kForward);
  return decoder;
}

}  // namespace vidcam::samples
