#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model3d/tapping.h"
#include "tests/model3d/token_net.h"

// Tapped layers that give tokens or channels last: A and dS/dA are maps all the same.
namespace vidcam {
namespace {

using testing::behind_tokens;
using ::testing::ElementsAre;
using testing::random_input;
using testing::relative_difference;
using testing::ScriptNet;
using testing::tap;
using testing::tokens_by_hand;
using testing::tokens_net;

constexpr double kSame = 1e-13;  // float64 throughout

// Channels last from a convolution on: [N, T, H, W, C], as a window transformer has them.
ScriptNet last_net() {
  ScriptNet net(6, at::kDouble);
  net.conv3d("conv", 3, 5).linear("mlp", 5, 5).linear("fc", 5, 4);
  net.define(R"(
def forward(self, x):
  y = self.mlp(self.conv(x).permute([0, 2, 3, 4, 1]))
  torch.relu_(y)
  return self.fc((y * y).mean([1, 2, 3]))
)");
  return net;
}

struct TokensCase {
  ScriptNet net = tokens_net();
  TappedModel model{testing::save_model(net.module(), "tokens.pt"), testing::net_2d_card(),
                    tap("tokens")};
  at::Tensor x = random_input({2, 3, 16, 16});
  at::Tensor t = tokens_by_hand(net, x);
};

TEST(TokenMapsTest, AreTheTokensOnTheirGridWithoutTheClassToken) {
  const TokensCase c;
  const auto got = testing::explained(c.model, c.x, 1);
  const at::Tensor leaf = c.t.clone().requires_grad_(true);
  const at::Tensor S = behind_tokens(c.net, leaf).select(1, 1);
  const at::Tensor g = torch::autograd::grad({S}, {leaf}, {at::ones_like(S)})[0];
  const auto on_grid = [](const at::Tensor& x) {
    return x.slice(1, 1).reshape({2, 4, 4, 6}).permute({0, 3, 1, 2});
  };
  EXPECT_LT(relative_difference(got.a, on_grid(leaf.detach())), kSame);
  EXPECT_LT(relative_difference(got.g, on_grid(g)), kSame);
  EXPECT_THAT(c.model.forward(c.x).layout.grid, ElementsAre(4, 4));
}

// Changed maps go back to the places of their tokens, and the class token stays the clip's own.
TEST(TokenMapsTest, TheHeadTakesMapsBack) {
  const TokensCase c;
  const auto forward = c.model.forward(c.x);
  const LayerHead head = c.model.head(c.x, forward);
  EXPECT_FALSE(head.runs_alone());
  EXPECT_LT(relative_difference(head.logits(forward.activations.detach()), forward.logits.detach()),
            kSame);
  const at::Tensor maps = random_input({2, 6, 4, 4}, 9);
  const at::Tensor t =
      at::cat({c.t.slice(1, 0, 1), maps.permute({0, 2, 3, 1}).reshape({2, 16, 6})}, 1);
  EXPECT_LT(relative_difference(head.logits(maps), behind_tokens(c.net, t)), kSame);
}

TEST(TokenMapsTest, ChannelsLastBecomeFirst) {
  const ScriptNet net = last_net();
  ModelCard card = testing::c3d_like_card();
  card.clip.frames = 3;
  for (const bool named : {false, true}) {
    if (named) card.layer_grid = {3, 16, 16};
    const TappedModel model(testing::save_model(net.module(), "last.pt"), card, tap("mlp", false));
    const at::Tensor x = random_input({2, 3, 3, 16, 16});
    const auto got = testing::explained(model, x, 2);
    const at::Tensor a =
        at::linear(testing::conv3d_by_hand(net, "conv", x).permute({0, 2, 3, 4, 1}),
                   net.weight("mlp.weight"), net.weight("mlp.bias"));
    const at::Tensor g = net.weight("fc.weight")[2] * 2 * a.relu() / (3 * 16 * 16);
    EXPECT_LT(relative_difference(got.a, a.permute({0, 4, 1, 2, 3})), kSame);
    EXPECT_LT(relative_difference(got.g, g.permute({0, 4, 1, 2, 3})), kSame);
    const auto forward = model.forward(x);
    EXPECT_EQ(forward.layout.note.empty(), named);
    const LayerHead head = model.head(x, forward);
    EXPECT_TRUE(head.runs_alone());
    EXPECT_LT(
        relative_difference(head.logits(forward.activations.detach()), forward.logits.detach()),
        kSame);
  }
}

}  // namespace
}  // namespace vidcam
