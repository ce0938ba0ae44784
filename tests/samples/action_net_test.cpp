#include "samples/actions/action_net.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "samples/actions/action_card.h"
#include "samples/actions/action_clips.h"
#include "samples/actions/evaluation.h"
#include "samples/training/roughen.h"
#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

at::Tensor some_clips() {
  return normalised(draw_clips({{1, Action::Left, 60, 4, false}, {2, Action::Grow, 60, 9, false}}));
}

// With how many convolutions.
class ActionNetDepthTest : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Depths, ActionNetDepthTest, testing::Range(1, ActionNet::kDepth + 1),
                         testing::PrintToStringParamName());

TEST_P(ActionNetDepthTest, FoldedModuleGivesTheTrainedNetworksScores) {
  const at::NoGradGuard no_tape;
  ActionNet net(kActions, 3, GetParam());
  const at::Tensor input = some_clips();
  // With a momentum of 1 the running statistics are those of this batch (but for n / (n - 1) of the
  // variance).
  const ActionNet::Output trained = net.forward_training(input, 1);
  torch::jit::Module module = net.export_module();
  const at::Tensor folded = module.forward({input}).toTensor();
  EXPECT_GT(trained.logits.std().item<double>(), 1e-3);
  EXPECT_LT((folded - trained.logits).abs().max().item<double>(),
            2e-3 * trained.logits.abs().max().item<double>());
}

std::vector<std::string> layers_of(const torch::jit::Module& module) {
  std::vector<std::string> names;
  for (const auto& child : module.named_children()) names.push_back(child.name);
  return names;
}

TEST(ActionNetTest, LayersAreNamedAsInC3d) {
  EXPECT_THAT(layers_of(ActionNet(kActions, 1).export_module()),
              testing::ElementsAre("conv1", "pool1", "conv2", "pool2", "conv3a", "conv3b", "pool3",
                                   "conv4a", "pool4", "fc8"));
}

TEST(ActionNetTest, AShallowerOneEndsBehindItsLastConvolution) {
  EXPECT_THAT(layers_of(ActionNet(kActions, 1, 3).export_module()),
              testing::ElementsAre("conv1", "pool1", "conv2", "pool2", "conv3a", "pool4", "fc8"));
  EXPECT_EQ(ActionNet::last_layer(3), "conv3a");
  EXPECT_EQ(ActionNet::last_layer(1), "conv1");
}

TEST(ActionNetTest, NoOtherDepthThanThoseThereAre) {
  EXPECT_THROW(ActionNet(kActions, 1, 0), std::invalid_argument);
  EXPECT_THROW(ActionNet(kActions, 1, ActionNet::kDepth + 1), std::invalid_argument);
}

TEST(ActionNetTest, ASeedGivesTheSameWeights) {
  const auto first = [](uint64_t seed) {
    return ActionNet(kActions, seed).parameters()[0].detach().clone();
  };
  EXPECT_TRUE(first(4).equal(first(4)));
  EXPECT_FALSE(first(4).equal(first(5)));
}

TEST(ActionClipsTest, AStillClipIsOneFrameRepeated) {
  const at::Tensor moving = draw_clips({{1, Action::Left, 60, 4, false}});
  const at::Tensor still = draw_clips({{1, Action::Left, 60, 4, true}});
  EXPECT_EQ(moving.sizes().vec(), (std::vector<int64_t>{1, 3, ActionNet::kFrames,
                                                        ActionNet::kHeight, ActionNet::kWidth}));
  EXPECT_TRUE(still.select(2, 0).equal(moving.select(2, 0)));
  EXPECT_TRUE(still.select(2, 9).equal(still.select(2, 0)));
  EXPECT_FALSE(moving.select(2, 9).equal(moving.select(2, 0)));
}

TEST(ActionClipsTest, RougheningKeepsTheSceneAndTheRange) {
  at::manual_seed(1);
  const at::Tensor clips = draw_clips({{1, Action::Left, 60, 4, false}});
  const at::Tensor rough = roughen(clips);
  EXPECT_GE(rough.min().item<double>(), 0);
  EXPECT_LE(rough.max().item<double>(), 1);
  EXPECT_FALSE(rough.equal(clips));
  EXPECT_LT((rough - clips).abs().mean().item<double>(), 0.15);
}

TEST(ActionCardTest, NamesTheLayerThatThisDepthEndsWith) {
  TrainingOptions options;
  options.depth = 2;
  const nlohmann::json card = action_card(options, {});
  EXPECT_EQ(card.at("layer"), "conv2");
  EXPECT_THAT(card.at("about").get<std::string>(), testing::HasSubstr("--seed 1 --depth 2;"));
  EXPECT_THAT(action_card({}, {}).at("about").get<std::string>(),
              testing::Not(testing::HasSubstr("--depth")));
}

TEST(EvaluationTest, ExplainsTheLastConvolutionOfAShallowNetwork) {
  torch::jit::Module module = ActionNet(kActions, 1, 1).export_module();
  const Heats heats = explain(module, some_clips(), at::tensor({0, 4}));
  EXPECT_EQ(heats.gradcam.sizes().vec(),
            (std::vector<int64_t>{2, ActionNet::kFrames, ActionNet::kHeight, ActionNet::kWidth}));
  const at::NoGradGuard no_tape;
  EXPECT_TRUE(heats.logits.equal(module.forward({some_clips()}).toTensor()));
}

TEST(EvaluationTest, SeedsThatAreTrainedOnAreRefused) {
  torch::jit::Module module = ActionNet(kActions, 1).export_module();
  EXPECT_THROW((void)evaluate(module, kFirstTrainingSeed - 1, 2), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::samples
