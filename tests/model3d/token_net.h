#pragma once

#include <ATen/ATen.h>

#include "tests/support/script_models.h"

// A vision transformer in small: what its layer of tokens must give, written out with ATen.
namespace vidcam::testing {

// Patches of 4 x 4 pixels as tokens behind a class token, all of them mixed by `mixed`; the score
// is read off the class token.
inline ScriptNet tokens_net() {
  ScriptNet net(5, at::kDouble);
  net.linear("patch", 48, 6).linear("mix", 17, 17).linear("fc", 6, 4);
  net.parameter("cls", at::full({1, 1, 6}, 0.5, at::kDouble));
  net.layer("tokens", "Tokens", "def forward(self, x):\n  return torch.tanh(x)\n");
  net.define(R"(
def forward(self, x):
  p = x.unfold(2, 4, 4).unfold(3, 4, 4).permute([0, 2, 3, 1, 4, 5]).reshape([x.size(0), 16, 48])
  t = self.tokens(torch.cat([self.cls.expand([x.size(0), 1, 6]), self.patch(p)], 1))
  t = t + self.mix(t.transpose(1, 2)).transpose(1, 2)
  return self.fc(torch.tanh(t)[:, 0])
)");
  return net;
}

// What follows `tokens`, [N, 17, 6].
inline at::Tensor behind_tokens(const ScriptNet& net, const at::Tensor& t) {
  const auto linear = [&](const std::string& name, const at::Tensor& x) {
    return at::linear(x, net.weight(name + ".weight"), net.weight(name + ".bias"));
  };
  const at::Tensor mixed = t + linear("mix", t.transpose(1, 2)).transpose(1, 2);
  return linear("fc", at::tanh(mixed).select(1, 0));
}

inline at::Tensor tokens_by_hand(const ScriptNet& net, const at::Tensor& x) {
  const at::Tensor p =
      x.unfold(2, 4, 4).unfold(3, 4, 4).permute({0, 2, 3, 1, 4, 5}).reshape({x.size(0), 16, 48});
  const at::Tensor patches = at::linear(p, net.weight("patch.weight"), net.weight("patch.bias"));
  return at::tanh(at::cat({net.weight("cls").expand({x.size(0), 1, 6}), patches}, 1));
}

}  // namespace vidcam::testing
