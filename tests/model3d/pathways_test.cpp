#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "model3d/layers.h"
#include "model3d/pathway_clips.h"
#include "tests/model3d/pathway_net.h"
#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"

// Models that take one clip at several frame rates.
namespace vidcam {
namespace {

using testing::by_hand;
using testing::ByHand;
using ::testing::ElementsAre;
using testing::expect_error;
using testing::random_input;
using testing::relative_difference;
using testing::ScriptNet;
using testing::tap;
using testing::two_pathways;

constexpr double kSame = 1e-13;  // float64 throughout

ScriptNet separate() { return two_pathways("slow, fast", ""); }
ScriptNet listed() { return two_pathways("x: List[Tensor]", "  slow, fast = x[0], x[1]\n"); }
ScriptNet paired() { return two_pathways("x: Tuple[Tensor, Tensor]", "  slow, fast = x\n"); }

ModelCard slow_fast_card() {
  ModelCard card = testing::c3d_like_card();
  card.pathways = {{4, 0}, {1, 0}};
  return card;
}

at::Tensor gradient_of(const at::Tensor& scores, const at::Tensor& leaf) {
  const at::Tensor S = scores.select(1, 2);
  return torch::autograd::grad({S}, {leaf}, {at::ones_like(S)})[0];
}

std::vector<int64_t> frames_of(const Pathway& pathway, int64_t frames) {
  const at::Tensor clip = at::arange(frames).view({1, 1, frames, 1, 1});
  const at::Tensor taken = pathway_clips(clip, {pathway})[0].flatten().contiguous();
  return {taken.const_data_ptr<int64_t>(), taken.const_data_ptr<int64_t>() + taken.numel()};
}

TEST(PathwaysTest, TakeEveryFewFramesOrSoManyEvenlySpaced) {
  EXPECT_THAT(frames_of({4, 0}, 10), ElementsAre(0, 4, 8));
  EXPECT_THAT(frames_of({1, 0}, 3), ElementsAre(0, 1, 2));
  // PySlowFast's pack_pathway_output: torch.linspace(0, 31, 8).long()
  EXPECT_THAT(frames_of({1, 8}, 32), ElementsAre(0, 4, 8, 13, 17, 22, 26, 31));
  EXPECT_THAT(frames_of({1, 1}, 9), ElementsAre(0));
}

TEST(PathwaysTest, TwoInputsAListAndATupleAreGivenTheSame) {
  const at::Tensor x = random_input({2, 3, 8, 16, 16});
  for (const ScriptNet& net : {separate(), listed(), paired()}) {
    const std::string path = testing::save_model(net.module(), "pathways.pt");
    for (const std::string layer : {"fast_conv", "slow_last"}) {
      const TappedModel model(path, slow_fast_card(), tap(layer));
      const auto got = testing::explained(model, x, 2);
      const at::Tensor fast = by_hand(net, x).f.detach().requires_grad_(true);
      const ByHand expected = by_hand(net, x, fast);
      EXPECT_LT(relative_difference(model.logits(x), expected.scores.detach()), kSame);
      const at::Tensor& a = layer == "fast_conv" ? fast : expected.s;
      EXPECT_LT(relative_difference(got.a, a.detach()), kSame);
      EXPECT_LT(relative_difference(got.g, gradient_of(expected.scores, a)), kSame);
    }
  }
}

TEST(PathwaysTest, TheInputsGradientIsThatOfAllPathways) {
  const at::Tensor x = random_input({2, 3, 8, 16, 16}).requires_grad_(true);
  for (const ScriptNet& net : {separate(), listed()}) {
    const TappedModel model(testing::save_model(net.module(), "pathways.pt"), slow_fast_card(),
                            tap("slow_last"));
    const auto forward = model.forward_from_input(x, ReluRule::Plain);
    const at::Tensor g = gradient(forward, forward.logits.select(1, 2), false);
    EXPECT_LT(relative_difference(g, gradient_of(by_hand(net, x).scores, x)), kSame);
  }
}

TEST(PathwaysTest, WhatFollowsALayerRunsAlone) {
  const ScriptNet net = separate();
  const TappedModel model(testing::save_model(net.module(), "pathways.pt"), slow_fast_card(),
                          tap("fast_conv"));
  const at::Tensor x = random_input({2, 3, 8, 16, 16}),
                   features = random_input({2, 2, 8, 16, 16}, 9);
  const auto head = model.head(x, model.forward(x));
  EXPECT_TRUE(head.runs_alone());
  EXPECT_LT(relative_difference(head.logits(features), by_hand(net, x, features).scores), kSame);
}

TEST(PathwaysTest, BothRunInBfloat16ButNotAList) {
  TapOptions options = tap("slow_last");
  options.narrow = Precision::BFloat16;
  for (const bool list : {false, true}) {
    ScriptNet net = list ? listed() : separate();
    torch::jit::Module module = net.module();
    module.to(at::kFloat);
    const TappedModel model(testing::save_model(module, "pathways.pt"), slow_fast_card(), options);
    EXPECT_EQ(model.narrow_refusal(),
              list ? "the model takes its pathways as a list, which is not made bfloat16" : "");
    if (list) continue;
    const at::Tensor x = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
    EXPECT_LT(relative_difference(model.logits(x, Precision::BFloat16), model.logits(x)), 5e-2);
  }
}

TEST(PathwaysTest, LayersOfBothAreListed) {
  const std::string path = testing::save_model(listed().module(), "listed.pt");
  const std::string card =
      testing::save_text("listed.json", R"({"input": {"frames": 8, "height": 16, "width": 16,
    "pathways": [{"every": 4}, {"every": 1}]}})");
  std::map<std::string, std::vector<int64_t>> shapes;
  for (const LayerInfo& layer : list_layers(path, card)) shapes[layer.name] = layer.shape;
  EXPECT_THAT(shapes["fast_conv"], ElementsAre(1, 2, 8, 16, 16));
  EXPECT_THAT(shapes["slow_last"], ElementsAre(1, 6, 2, 16, 16));
}

TEST(PathwaysTest, TheCardMustNameAsManyAsTheModelTakes) {
  expect_error(
      ExitCode::Unusable,
      [] {
        (void)TappedModel(testing::save_model(separate().module(), "two.pt"),
                          testing::c3d_like_card(), tap("slow_last"));
      },
      "forward takes 2 inputs (slow, fast)", "the model card describes 1");
}

}  // namespace
}  // namespace vidcam
