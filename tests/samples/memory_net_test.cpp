#include "samples/memory/memory_net.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "samples/memory/crossing_clips.h"
#include "samples/memory/memory_evaluation.h"
#include "samples/memory/memory_training.h"
#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

double largest(const at::Tensor& t) { return t.abs().max().item<double>(); }

TEST(MemoryNetTest, TheFileGivesTheTrainedNetworksScores) {
  const at::NoGradGuard no_tape;
  const MemoryNet net(3);
  const at::Tensor input = normalised_crossings(draw_crossings(1, 4).pictures);
  const MemoryNet::Output trained = net.forward_training(input);
  torch::jit::Module module = net.export_module();
  const auto given = module.forward({input}).toTuple();
  const at::Tensor logits = given->elements()[0].toTensor();
  EXPECT_GT(logits.std().item<double>(), 1e-3);
  EXPECT_LT(largest(logits - trained.votes.mean(1)), 1e-5);
  const at::Tensor next = given->elements()[1].toTensor();
  EXPECT_THAT(next.sizes(), testing::ElementsAre(4, 1, MemoryNet::kHeight, MemoryNet::kWidth));
  EXPECT_LT(largest(next.squeeze(1) - trained.next.select(1, -1).sigmoid()), 1e-5);
  EXPECT_THAT(trained.hidden.sizes(), testing::ElementsAre(4, kCrossingSteps, MemoryNet::kHidden,
                                                           MemoryNet::kRows, MemoryNet::kColumns));
}

TEST(MemoryNetTest, ASeedGivesTheSameWeights) {
  const auto all = [](uint64_t seed) {
    std::vector<at::Tensor> flat;
    for (const at::Tensor& each : MemoryNet(seed).parameters())
      flat.push_back(each.detach().flatten());
    return at::cat(flat);
  };
  EXPECT_TRUE(all(4).equal(all(4)));
  EXPECT_FALSE(all(4).equal(all(5)));
}

TEST(MemoryNetTest, ATrainingCanBeRepeated) {
  MemoryTrainingOptions options;
  options.steps = 2;
  options.batch = 2;
  const at::Tensor input = normalised_crossings(draw_crossings(1, 2).pictures);
  const auto logits = [&] {
    torch::jit::Module module = train_memory(options);
    return module.forward({input}).toTuple()->elements()[0].toTensor();
  };
  EXPECT_TRUE(logits().equal(logits()));
}

TEST(CrossingClipsTest, TruthIsThatOfTheNextStep) {
  const CrossingClips clips = draw_crossings(20, 5);
  EXPECT_THAT(clips.pictures.sizes(),
              testing::ElementsAre(5, 3, kCrossingSteps, MemoryNet::kHeight, MemoryNet::kWidth));
  for (int64_t n = 0; n < 5; ++n) {
    EXPECT_EQ(clips.ways[n].item<int64_t>(), n % kWays);
    const Crossing crossing(20 + static_cast<uint64_t>(n), static_cast<int>(n % kWays));
    for (int64_t t = 0; t < kCrossingSteps; ++t) {
      const auto step = static_cast<double>(t);
      EXPECT_EQ(clips.dark[n][t].item<bool>(), crossing.dark(step));
      EXPECT_EQ(clips.dark[n][t].item<bool>(),
                clips.pictures[n].select(1, t).max().item<float>() == 0);
      const at::Tensor next = clips.next[n][t];
      const Box box = crossing.box(step + 1, MemoryNet::kWidth, MemoryNet::kHeight);
      const at::Tensor rows = next.amax(1).nonzero(), columns = next.amax(0).nonzero();
      EXPECT_NEAR(rows.min().item<double>(), box.y0, 1.5);
      EXPECT_NEAR(columns.max().item<double>() + 1, box.x1, 1.5);
      const int64_t place = clips.places[n][t].item<int64_t>();
      EXPECT_GT(next.slice(0, place / MemoryNet::kColumns * 4, place / MemoryNet::kColumns * 4 + 4)
                    .slice(1, place % MemoryNet::kColumns * 4, place % MemoryNet::kColumns * 4 + 4)
                    .sum()
                    .item<double>(),
                0);
    }
  }
}

TEST(MemoryEvaluationTest, RefusesSeedsThatAreTrainedOn) {
  torch::jit::Module module = MemoryNet(1).export_module();
  EXPECT_THROW((void)evaluate_memory(module, kFirstTrainingSeed - 10, 11), std::invalid_argument);
  const MemoryEvaluation e = evaluate_memory(module, 1, 8);
  EXPECT_EQ(e.crossings, 8);
  EXPECT_GT(e.box_area, 0.02);
  EXPECT_LT(e.box_area, 0.2);
}

}  // namespace
}  // namespace vidcam::samples
