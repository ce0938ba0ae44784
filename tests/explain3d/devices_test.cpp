#include <gtest/gtest.h>

#include <atomic>

#include "explain3d/in_parts.h"
#include "tests/explain3d/explained_nets.h"
#include "tests/support/expect_error.h"

// Several devices are one explainer that cuts its batches. A processor named twice is two of them:
// each has the model and a thread, and computes what one by itself does.
namespace vidcam {
namespace {

using testing::expect_error;
using testing::explain_all;
using testing::random_clip;

ExplainOptions on(const std::string& device) {
  ExplainOptions options = testing::video_options();
  options.device = device;
  options.batch = 2;
  return options;
}

std::vector<Clip> clips(unsigned first, unsigned end) {
  std::vector<Clip> some;
  for (unsigned seed = first; seed < end; ++seed) some.push_back(random_clip(seed));
  return some;
}

std::vector<std::vector<float>> maps_of(const std::vector<ClipExplanation>& explained) {
  std::vector<std::vector<float>> maps;
  for (const auto& clip : explained)
    for (const auto& map : clip.targets[0].maps) maps.push_back(map.heat.values);
  return maps;
}

// Two clips by the first device alone, then three: two by the first, one by the second.
TEST(DevicesTest, EachPartIsWhatADeviceByItselfMakesOfIt) {
  ClipExplainer two(on("cpu,cpu")), one(on("cpu"));
  EXPECT_EQ(two.facts().device, "cpu,cpu");
  EXPECT_EQ(two.batch(), 4);
  EXPECT_EQ(one.batch(), 2);
  const auto together = maps_of(explain_all(two, clips(0, 5)));
  std::vector<std::vector<float>> apart;
  for (const auto& [from, end] : {std::pair{0U, 2U}, {2U, 4U}, {4U, 5U}})
    for (auto& map : maps_of(explain_all(one, clips(from, end)))) apart.push_back(std::move(map));
  EXPECT_EQ(together, apart);
}

TEST(DevicesTest, ProbabilitiesAndConfidencesComeInOrder) {
  ClipExplainer two(on("cpu,cpu")), one(on("cpu"));
  const auto all = clips(0, 5);
  std::vector<const Clip*> pointers;
  std::vector<MaskedClip> masked;
  for (const Clip& clip : all) {
    masked.push_back({pointers.size(), 1,
                      [](std::span<float> keep) { std::fill(keep.begin(), keep.end(), 1.0F); }});
    pointers.push_back(&clip);
  }
  for (int time = 0; time < 2; ++time) {  // before and after the second device is there
    const auto rows = two.probabilities(pointers), expected = one.probabilities(pointers);
    const auto confidences = two.confidences(pointers, masked, MaskSpace::Pixel);
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_NEAR(rows[i][1], expected[i][1], 1e-6);
      EXPECT_NEAR(confidences[i], expected[i][1], 1e-6);
    }
  }
}

TEST(DevicesTest, NothingIsExplainedOfNothing) {
  ClipExplainer two(on("cpu,cpu"));
  EXPECT_TRUE(explain_all(two, {}).empty());
}

TEST(DevicesTest, WhatADeviceLacksIsSaidByItsName) {
  expect_error(
      ExitCode::Device, [] { ClipExplainer explainer(on("cpu,cuda:97")); },
      "device 'cuda:97' cannot be used");
}

TEST(InPartsTest, ResultsKeepTheOrderOfTheItems) {
  for (const size_t items : {0U, 1U, 2U, 3U, 7U, 8U}) {
    const auto found = in_parts<size_t>(items, 3, [](size_t, size_t from, size_t count) {
      std::vector<size_t> part;
      for (size_t i = 0; i < count; ++i) part.push_back(from + i);
      return part;
    });
    std::vector<size_t> expected(items);
    for (size_t i = 0; i < items; ++i) expected[i] = i;
    EXPECT_EQ(found, expected) << items;
  }
}

TEST(InPartsTest, AnErrorComesOnceAllAreDone) {
  for (const size_t bad : {0U, 1U, 2U}) {
    std::atomic<int> done = 0;
    const auto work = [&](size_t worker, size_t, size_t count) {
      ++done;
      if (worker == bad) throw std::runtime_error("worker");
      return std::vector<int>(count);
    };
    EXPECT_THROW((void)in_parts<int>(6, 3, work), std::runtime_error) << bad;
    EXPECT_EQ(done, 3);
  }
}

}  // namespace
}  // namespace vidcam
