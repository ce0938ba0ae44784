#include "model3d/model_summary.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using testing::ScriptNet;

ScriptNet two_inputs() {
  ScriptNet net(3);
  net.conv3d("conv", 3, 4).linear("fc", 4, 5);
  net.define(
      "def forward(self, clip, question: int, scale: float=1.0):\n"
      "  x = torch.relu(self.conv(clip))\n"
      "  return self.fc(torch.relu(x).mean([2, 3, 4])) * scale + question\n");
  return net;
}

TEST(ModelSummaryTest, NamesInputsAndCountsWeightsAndOperators) {
  const auto summary = summarize_model(testing::save_model(two_inputs().module(), "summary.pt"));
  EXPECT_THAT(summary.inputs, ElementsAre(Pair("clip", "Tensor"), Pair("question", "int"),
                                          Pair("scale", "float, may be left out")));
  EXPECT_EQ(summary.output, "Tensor");
  EXPECT_EQ(summary.weights.at("float32"), 3 * 4 * 27 + 4 + 4 * 5 + 5);
  EXPECT_EQ(summary.operators.at("aten::relu"), 2);
  EXPECT_TRUE(summary.has_layer_names);
  EXPECT_EQ(summary.sha256.size(), 64U);
}

TEST(ModelSummaryTest, OneTensorReadTwiceCountsOnce) {
  ScriptNet net(3, at::kDouble);
  net.parameter("w", at::ones({6, 3}));
  net.define("def forward(self, x):\n  return (x @ self.w) + (x @ self.w).relu()\n");
  const auto summary = summarize_model(testing::save_model(net.module(), "shared.pt"));
  EXPECT_THAT(summary.weights, ElementsAre(Pair("float64", 18)));
}

TEST(ModelSummaryTest, AFrozenModelHasNoLayerNames) {
  const auto frozen = testing::frozen(testing::make_c3d_like(3).module());
  EXPECT_FALSE(summarize_model(testing::save_model(frozen, "frozen.pt")).has_layer_names);
}

TEST(ModelSummaryTest, WhatIsNoModelIsRefused) {
  testing::expect_error(
      ExitCode::Missing, [&] { (void)summarize_model("/nowhere.pt"); }, "no such model file");
}

}  // namespace
}  // namespace vidcam
