#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"

// Several layers tapped in one pass give what each gives when it is tapped alone.
namespace vidcam::testing {
namespace {

TapOptions both(const std::string& first, const std::string& second, bool rectified = true) {
  TapOptions options = tap(first, rectified);
  options.further_layers = {second};
  return options;
}

void expect_as_alone(const ScriptNet& net, const ModelCard& card, const at::Tensor& input,
                     const TapOptions& options) {
  const std::string path = save_model(net.module(), "several.pt");
  const TappedModel model(path, card, options);
  const auto pass = model.forward_all(input);
  ASSERT_EQ(pass.size(), 2U);
  const std::vector<std::string> names = {options.layer, options.further_layers[0]};
  EXPECT_EQ(model.layers(), names);
  for (size_t i = 0; i < 2; ++i) {
    SCOPED_TRACE(names[i]);
    const TappedModel alone(path, card, {names[i], options.rectified, "cpu"});
    const Pair expected = explained(alone, input, 2);
    EXPECT_EQ(pass[i].layer, i);
    EXPECT_LT(relative_difference(pass[i].activations, expected.a), 1e-12);
    const at::Tensor g = gradient(pass[i], pass[i].logits.select(1, 2), /*keep=*/i == 0);
    EXPECT_LT(relative_difference(g, expected.g), 1e-12);
  }
}

TEST(SeveralLayersTest, OneBehindTheOtherShareAPassIn3d) {
  const at::Tensor input = random_input({2, 3, 8, 16, 16});
  const ScriptNet net = make_c3d_like(61, at::kDouble);
  expect_as_alone(net, c3d_like_card(), input, both("conv3a", "conv3b"));
  expect_as_alone(net, c3d_like_card(), input, both("conv3b", "conv2"));
  expect_as_alone(net, c3d_like_card(), input, both("conv2", "conv3b", /*rectified=*/false));
}

TEST(SeveralLayersTest, OneBehindTheOtherShareAPassIn2d) {
  expect_as_alone(make_2d_net(62, at::kDouble), net_2d_card(), random_input({2, 3, 16, 16}),
                  both("conv1", "conv2"));
}

ScriptNet branched(bool in_place) {
  ScriptNet net(63, at::kDouble);
  net.conv2d("stem", 3, 4).conv2d("left", 4, 4).conv2d("right", 4, 4).relu("relu", in_place);
  net.linear("fc", 4, 4);
  net.define(
      "def forward(self, x):\n  x = self.stem(x)\n  y = self.relu(self.left(x))\n"
      "  z = self.relu(self.right(x))\n  return self.fc((y * z + x).mean([2, 3]))\n");
  return net;
}

TEST(SeveralLayersTest, SideBySideAndBeforeASkipTheyDoNotDisturbEachOther) {
  const at::Tensor input = random_input({2, 3, 16, 16});
  for (const bool in_place : {false, true}) {
    expect_as_alone(branched(in_place), net_2d_card(), input, both("left", "right"));
    expect_as_alone(branched(in_place), net_2d_card(), input, both("stem", "left"));
    expect_as_alone(branched(in_place), net_2d_card(), input, both("right", "stem", false));
  }
}

TEST(SeveralLayersTest, TheHeadBehindEachIsThatOfTheLayerAlone) {
  const std::string path = save_model(make_c3d_like(64, at::kDouble).module(), "heads.pt");
  const TappedModel model(path, c3d_like_card(), both("conv3a", "conv3b"));
  const at::Tensor input = random_input({2, 3, 8, 16, 16});
  for (const TappedForward& layer : model.forward_all(input)) {
    const at::Tensor changed = layer.activations.detach() * 0.5;
    const TappedModel alone(path, c3d_like_card(), tap(model.layers()[layer.layer]));
    const at::Tensor expected = alone.head(input, alone.forward(input)).logits(changed);
    const LayerHead head = model.head(input, layer);
    EXPECT_FALSE(head.runs_alone());
    EXPECT_LT(relative_difference(head.logits(changed), expected), 1e-12);
  }
}

TEST(SeveralLayersTest, AMissingOneIsNamed) {
  const std::string path = save_model(make_2d_net(65).module(), "missing.pt");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, net_2d_card(), both("conv1", "conv9")); },
      "conv9", "conv2");
}

}  // namespace
}  // namespace vidcam::testing
