#include "model3d/tapped_model.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "model3d/gradients.h"
#include "tests/model3d/tapping.h"

namespace vidcam {
namespace {

using testing::c3d;
using ::testing::Contains;
using testing::explained;
using ::testing::HasSubstr;
using testing::head_by_autograd;
using ::testing::IsEmpty;
using testing::Pair;
using testing::random_input;
using testing::relative_difference;
using testing::save_model;
using testing::ScriptNet;
using testing::tap;

TEST(TappedModelTest, GivesTheRawLayersActivationsAndGradient) {
  const auto net = testing::make_c3d_like(1, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const auto got = explained(c3d(net, "raw.pt", tap("conv3b", false)), input, 3);
  const auto wanted = head_by_autograd(net, testing::trunk_by_hand(net, input), 3);
  EXPECT_EQ(got.a.scalar_type(), at::kDouble);
  EXPECT_LT(relative_difference(got.a, wanted.a), 1e-12);
  EXPECT_LT(relative_difference(got.g, wanted.g), 1e-12);
}

TEST(TappedModelTest, GradientAgreesWithFiniteDifferences) {
  const auto net = testing::make_c3d_like(2, at::kDouble);
  const auto got =
      explained(c3d(net, "fd.pt", tap("conv3a", false)), random_input({1, 3, 8, 16, 16}), 1);
  const auto score = [&](const at::Tensor& a) {
    const auto b = testing::conv3d_by_hand(net, "conv3b", at::relu(a));
    return testing::head_by_hand(net, b).select(1, 1).sum().item<double>();
  };
  const double h = 1e-6, scale = got.g.abs().max().item<double>();
  for (int64_t i = 0; i < got.a.numel(); i += 37) {
    at::Tensor up = got.a.clone(), down = got.a.clone();
    up.view({-1})[i] += h;
    down.view({-1})[i] -= h;
    EXPECT_NEAR(got.g.view({-1})[i].item<double>(), (score(up) - score(down)) / (2 * h),
                1e-6 * scale)
        << i;
  }
}

TEST(TappedModelTest, ScoresAreTheModelsOwn) {
  const auto net = testing::make_c3d_like(3, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const auto model = c3d(net, "scores.pt", tap("conv2"));
  const auto wanted = testing::head_by_hand(net, testing::trunk_by_hand(net, input));
  EXPECT_LT(relative_difference(model.forward(input).logits, wanted), 1e-12);
  EXPECT_LT(relative_difference(model.logits(input), wanted), 1e-12);
  EXPECT_FALSE(model.logits(input).requires_grad());
}

TEST(TappedModelTest, KeepsTheTapeForFurtherTargets) {
  const auto net = testing::make_c3d_like(4, at::kDouble);
  const auto input = random_input({1, 3, 8, 16, 16});
  const auto model = c3d(net, "keep.pt");
  const auto forward = model.forward(input);
  const auto first = gradient(forward, forward.logits.select(1, 0), true);
  const auto second = gradient(forward, forward.logits.select(1, 1), false);
  EXPECT_LT(relative_difference(second, explained(model, input, 1).g), 1e-15);
  EXPECT_GT(relative_difference(first, second), 0.1);
}

TEST(TappedModelTest, ASecondForwardNeverSeesTheFirstOnesActivations) {
  const auto model = c3d(testing::make_c3d_like(9, at::kDouble), "second_forward.pt");
  const auto one = random_input({1, 3, 8, 16, 16}, 1), two = random_input({1, 3, 8, 16, 16}, 2);
  const auto first = model.forward(one);
  const auto kept = first.activations.detach().clone();
  const auto second = model.forward(two);
  EXPECT_TRUE(at::equal(first.activations.detach(), kept));
  EXPECT_FALSE(at::equal(second.activations.detach(), kept));
  EXPECT_TRUE(at::equal(model.forward(one).activations.detach(), kept));
}

TEST(TappedModelTest, RunsOnTwoThreadsDoNotMeet) {
  const auto model = c3d(testing::make_c3d_like(10, at::kDouble), "threads.pt");
  const std::array<at::Tensor, 2> inputs{random_input({1, 3, 8, 16, 16}, 1),
                                         random_input({1, 3, 8, 16, 16}, 2)};
  const std::array<Pair, 2> wanted{explained(model, inputs[0], 0), explained(model, inputs[1], 0)};
  std::array<int, 2> wrong{0, 0};
  {
    std::vector<std::jthread> threads;
    for (size_t t = 0; t < 2; ++t) {
      threads.emplace_back([&, t] {
        for (int round = 0; round < 10; ++round) {
          const auto got = explained(model, inputs[t], 0);
          wrong[t] += relative_difference(got.a, wanted[t].a) < 1e-12 &&
                              relative_difference(got.g, wanted[t].g) < 1e-12
                          ? 0
                          : 1;
        }
      });
    }
  }
  EXPECT_EQ(wrong, (std::array<int, 2>{0, 0}));
}

TEST(TappedModelTest, BatchNormIsRunInEvaluationMode) {
  ScriptNet net(16, at::kDouble);
  net.conv2d("conv", 3, 4).batch_norm("bn", 4);
  net.define("def forward(self, x):\n  return torch.relu(self.bn(self.conv(x))).mean([2, 3])\n");
  const auto input = random_input({2, 3, 16, 16});
  const TappedModel model(save_model(net.module(), "bn.pt"), testing::net_2d_card(), tap("conv"));
  const auto conv = at::conv2d(input, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                               at::IntArrayRef{1, 1});
  const auto normal = at::batch_norm(conv, net.weight("bn.weight"), net.weight("bn.bias"),
                                     net.weight("bn.running_mean"), net.weight("bn.running_var"),
                                     false, 0.1, 1e-5, false);
  EXPECT_LT(relative_difference(model.logits(input), at::relu(normal).mean(at::IntArrayRef{2, 3})),
            1e-12);
  EXPECT_EQ(model.tap(), "raw");
  EXPECT_TRUE(model.piecewise_linear());
}

TEST(TappedModelTest, HalfModelsRunInFloat32AndSaySo) {
  const auto model = c3d(testing::make_c3d_like(17, at::kHalf), "half.pt");
  const auto forward = model.forward(random_input({2, 3, 8, 16, 16}).to(at::kFloat));
  EXPECT_EQ(forward.logits.scalar_type(), at::kFloat);
  EXPECT_EQ(forward.activations.scalar_type(), at::kFloat);
  EXPECT_THAT(model.notes(), Contains("the model's 16-bit weights are converted to float32"));
}

TEST(TappedModelTest, WeightsThatAreNoNumbersAreNoted) {
  auto net = testing::make_c3d_like(18);
  EXPECT_THAT(c3d(net, "good.pt").notes(), IsEmpty());
  at::NoGradGuard off;
  net.weight("conv2.weight").view({-1})[5] = std::nan("");
  EXPECT_THAT(c3d(net, "nan.pt").notes(), Contains(HasSubstr("weights that are NaN or infinite")));
}

TEST(TappedModelTest, GradientBlocksAndPrintsOfTheModelAreUndone) {
  ScriptNet net(19, at::kDouble);
  net.conv2d("conv", 3, 4);
  net.define(
      "def forward(self, x):\n  print('hello')\n  return torch.dropout(self.conv(x), 0.5, "
      "True).mean([2, 3])\n");
  const auto input = random_input({1, 3, 16, 16});
  const TappedModel model(save_model(net.module(), "prints.pt"), testing::net_2d_card(), {});
  ::testing::internal::CaptureStdout();
  const auto one = model.logits(input), two = model.logits(input);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_TRUE(at::equal(one, two));  // no dropout
  EXPECT_THAT(model.notes(), Contains(HasSubstr("traced in training mode")));
  EXPECT_THAT(model.notes(), Contains(HasSubstr("prints while it runs")));
}

TEST(TappedModelTest, InputsWithDefaultsAreLeftAtThem) {
  ScriptNet net(25, at::kDouble);
  net.conv2d("conv", 3, 4);
  net.define(
      "def forward(self, x, scale: float = 3.0):\n  return self.conv(x).mean([2, 3]) * scale\n");
  const auto input = random_input({1, 3, 16, 16});
  const TappedModel model(save_model(net.module(), "defaults.pt"), testing::net_2d_card(), {});
  const auto conv = at::conv2d(input, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                               at::IntArrayRef{1, 1});
  EXPECT_LT(relative_difference(model.logits(input), conv.mean(at::IntArrayRef{2, 3}) * 3), 1e-12);
}

}  // namespace
}  // namespace vidcam
