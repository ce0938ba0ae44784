#include "model3d/tapped_model.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model3d/gradients.h"
#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using testing::c3d;
using testing::expect_error;
using testing::save_model;
using testing::ScriptNet;
using testing::tap;

TEST(TappedModelErrorTest, LayersThatAreNotCalledOrGiveNoTensorAreExplained) {
  ScriptNet net(21);
  net.conv2d("conv", 3, 4).conv2d("unused", 3, 4);
  net.layer("sizes", "Sizes", "def forward(self, x):\n  return x.size(0)\n");
  net.layer("kinds", "Kinds", "def forward(self, x):\n  return x.argmax(1)\n");
  net.define(
      "def forward(self, x):\n  y = self.conv(x)\n  n = self.sizes(y)\n  k = self.kinds(y)\n"
      "  return y.mean([2, 3]) * n + k.type_as(y).mean([1, 2]).unsqueeze(1)\n");
  const auto path = save_model(net.module(), "odd.pt");
  const auto card = testing::net_2d_card();
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, card, tap("unused")); },
      "layer 'unused' is in the model, but its forward never calls it");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, card, tap("sizes")); },
      "layer 'sizes' gives int, which is no tensor; name a layer inside or before it");
  const TappedModel kinds(path, card, tap("kinds"));
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)kinds.forward(at::zeros({1, 3, 16, 16}));
      },
      "layer 'kinds' gives Long, which has no gradient; tap another layer");
}

TEST(TappedModelErrorTest, ALayerThatDoesNotReachTheScoresIsNamed) {
  ScriptNet net(22);
  net.conv2d("conv", 3, 4).conv2d("cut", 4, 4);
  net.define(
      "def forward(self, x):\n  y = self.conv(x)\n  return y.mean([2, 3]) + "
      "self.cut(y).detach().mean([2, 3])\n");
  const TappedModel cut(save_model(net.module(), "cut.pt"), testing::net_2d_card(), tap("cut"));
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)cut.forward(at::zeros({1, 3, 16, 16}));
      },
      "layer 'cut' does not reach the scores in a differentiable way");
}

TEST(TappedModelErrorTest, AWrongInputSizeGetsTheModelsOwnWords) {
  ScriptNet net(23);
  net.conv3d("conv", 3, 4).linear("fc", 4 * 8 * 16 * 16, 5);
  net.define(
      "def forward(self, x):\n  return self.fc(torch.flatten(torch.relu(self.conv(x)), 1))\n");
  const auto model = c3d(net, "size.pt");
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)model.forward(at::zeros({1, 3, 8, 10, 10}));
      },
      "size.pt: the model refused an input of 1x3x8x10x10 (NCTHW): mat1 and mat2 shapes cannot be "
      "multiplied "
      "(1x3200 and 8192x5); the input size is set in the model card, card.json");
}

TEST(TappedModelErrorTest, AModelOfSeveralInputsNeedsACardThatListsThem) {
  ScriptNet net(24);
  net.conv2d("conv", 3, 4);
  net.define(
      "def forward(self, image, question):\n  return self.conv(image).mean([2, 3]) + question\n");
  const auto path = save_model(net.module(), "two.pt");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, testing::net_2d_card(), {}); },
      "the model's forward takes 2 inputs (image, question)", "the model card describes 1");
}

TEST(TappedModelErrorTest, GradientRefusesAScoreThatDoesNotComeFromTheModel) {
  const auto model = c3d(testing::make_c3d_like(26), "score.pt");
  const auto forward = model.forward(at::zeros({1, 3, 8, 16, 16}));
  expect_error(
      ExitCode::Unusable, [&] { (void)gradient(forward, at::ones({1}), false); },
      "no gradient reaches the tapped layer");
}

}  // namespace
}  // namespace vidcam
