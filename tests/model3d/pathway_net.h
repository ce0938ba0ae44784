#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "tests/model3d/by_hand.h"
#include "tests/support/script_models.h"

// A net that takes a clip of 8 frames as every fourth frame and as all of them.
namespace vidcam::testing {

// SlowFast in small: the fast pathway's features join the slow one's, then both meet in fc.
inline ScriptNet two_pathways(const std::string& signature, const std::string& taken,
                              c10::ScalarType type = c10::kDouble) {
  ScriptNet net(8, type);
  net.conv3d("slow_conv", 3, 5)
      .conv3d("fast_conv", 3, 2)
      .conv3d("slow_last", 7, 6)
      .linear("fc", 8, 4);
  net.define("def forward(self, " + signature + "):\n" + taken + R"(
  f = torch.relu(self.fast_conv(fast))
  s = torch.cat([torch.relu(self.slow_conv(slow)), f[:, :, ::4]], 1)
  s = torch.relu(self.slow_last(s))
  return self.fc(torch.cat([s.mean([2, 3, 4]), f.mean([2, 3, 4])], 1))
)");
  return net;
}

struct ByHand {
  at::Tensor f, s, scores;
};

// From what fast_conv gives, or from the clip.
inline ByHand by_hand(const ScriptNet& net, const at::Tensor& x,
                      const at::Tensor& fast_features = {}) {
  ByHand got;
  got.f = fast_features.defined() ? fast_features : at::relu(conv3d_by_hand(net, "fast_conv", x));
  const at::Tensor slow = at::relu(conv3d_by_hand(net, "slow_conv", x.slice(2, 0, 8, 4)));
  got.s = at::relu(conv3d_by_hand(net, "slow_last", at::cat({slow, got.f.slice(2, 0, 8, 4)}, 1)));
  const std::vector<int64_t> positions = {2, 3, 4};
  got.scores = at::linear(at::cat({got.s.mean(positions), got.f.mean(positions)}, 1),
                          net.weight("fc.weight"), net.weight("fc.bias"));
  return got;
}

}  // namespace vidcam::testing
