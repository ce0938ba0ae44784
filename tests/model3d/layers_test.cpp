#include "model3d/layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"
#include "tests/support/shared_data.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using testing::expect_error;

constexpr const char* kCard = R"({"input": {"frames": 8, "height": 16, "width": 16}})";
constexpr const char* kPictureCard = R"({"input": {"layout": "NCHW", "height": 16, "width": 16}})";

std::vector<std::string> names(const std::vector<LayerInfo>& layers) {
  std::vector<std::string> out;
  for (const auto& layer : layers) out.push_back(layer.name + (layer.is_default ? "*" : ""));
  return out;
}

TEST(LayersTest, AreListedInOrderWithClassShapeAndDefault) {
  const auto layers =
      list_layers(testing::save_model(testing::make_c3d_like(1).module(), "list.pt", kCard));
  EXPECT_THAT(names(layers), ElementsAre("conv1", "relu1", "pool1", "conv2", "relu2", "pool2",
                                         "conv3a", "relu3a", "conv3b*", "fc6", "relu6", "fc7"));
  EXPECT_EQ(layers[0].type, "Conv3d");
  EXPECT_EQ(layers[8].shape, (std::vector<int64_t>{1, 12, 4, 4, 4}));
  EXPECT_EQ(layers[11].shape, (std::vector<int64_t>{1, 5}));
}

TEST(LayersTest, AModelWithoutNamesListsItsOperators) {
  const auto layers = list_layers(testing::save_model(
      testing::frozen(testing::make_c3d_like(1).module()), "list_frozen.pt", kCard));
  EXPECT_THAT(names(layers), ::testing::Contains("@conv[3]*"));
  EXPECT_EQ(layers.front().name, "@conv[0]");
  EXPECT_EQ(layers.front().type, "conv3d");
}

TEST(LayersTest, CallsAreCountedAndTuplesListedByElement) {
  testing::ScriptNet block(2, at::kFloat, "Block");
  block.define("def forward(self, x):\n  return x + 1, x * 2\n");
  testing::ScriptNet net(2);
  net.conv2d("conv", 3, 3).layer("block", block);
  net.define(
      "def forward(self, x):\n  a, b = self.block.forward(self.conv(self.conv(x)))\n  return (a + "
      "b).mean([2, 3])\n");
  const auto layers = list_layers(testing::save_model(net.module(), "list_calls.pt", kPictureCard));
  EXPECT_THAT(names(layers), ElementsAre("conv*", "block:0", "block:1"));
  EXPECT_EQ(layers[0].calls, 2);
  EXPECT_EQ(layers[1].calls, 1);
}

TEST(LayersTest, AWrongCardGetsTheModelsOwnWords) {
  const auto path =
      testing::save_model(testing::make_c3d_like(1).module(), "list_wrong.pt", kPictureCard);
  expect_error(
      ExitCode::Unusable, [&] { (void)list_layers(path); },
      "the model refused an input of 1x3x16x16 (NCHW)", "vidcam.json");
}

TEST(LayersTest, EveryRealModelHasItsCardsLayer) {
  const auto folder = testing::shared_data("models");
  if (!folder) GTEST_SKIP() << "no shared data";
  for (const char* name : {"weizmann_c3d.pt", "mobilenet_v2_imagenet1001_scripted.pt",
                           "squeezenet_v1.0_imagenet1000_scripted.pt", "asl29_cnn_scripted.pt"}) {
    const std::string path = (*folder / name).string();
    const std::string wanted = find_card(path).layer + "*";
    EXPECT_THAT(names(list_layers(path)), ::testing::Contains(wanted)) << name;
  }
}

}  // namespace
}  // namespace vidcam
