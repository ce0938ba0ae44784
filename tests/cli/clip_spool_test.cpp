#include "pipeline/cli/explain/clip_spool.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

// Two targets with two maps each, [1, 1, 2] and [1, 3, 1]; no value is like another.
ClipHeat heat_of(int64_t clip) {
  ClipHeat heat{clip, {}};
  auto value = static_cast<float>(100 * clip);
  for (const char* label : {"walk", "run"}) {
    TargetHeat target{label, 0.1 + 0.01 * value, {}};
    const std::string mark = clip == 1 ? "flat" : "";
    target.methods.push_back({"gradcam", mark, {1, 1, 2, {value, value + 1}, value, value + 1}});
    value += 2;
    target.methods.push_back(
        {"guided-backprop", mark, {1, 3, 1, {value, value + 1, value + 2}, -value, value, true}});
    value += 3;
    heat.targets.push_back(target);
  }
  return heat;
}

class ClipSpoolTest : public ::testing::Test {
 protected:
  ClipSpoolTest() {
    for (int64_t c = 0; c < 3; ++c)
      spool_.add("record " + std::string(static_cast<size_t>(c) * 7, '.'), heat_of(c));
  }
  testing::TempDir dir_;
  ClipSpool spool_{dir_.path().string(), "a.mp4"};
};

TEST_F(ClipSpoolTest, GivesBackTheRecordsOfItsClips) {
  EXPECT_EQ(spool_.clips(), 3);
  EXPECT_EQ(spool_.record(2), "record ..............");
  EXPECT_EQ(spool_.record(0), "record ");
  EXPECT_THROW(static_cast<void>(spool_.record(3)), std::out_of_range);
}

TEST_F(ClipSpoolTest, GivesBackHeatAsItWas) {
  const ClipHeat heat = spool_.heat(1);
  const ClipHeat expected = heat_of(1);
  EXPECT_EQ(heat.clip, 1);
  ASSERT_EQ(heat.targets.size(), 2U);
  for (size_t t = 0; t < 2; ++t) {
    EXPECT_EQ(heat.targets[t].label, expected.targets[t].label);
    EXPECT_EQ(heat.targets[t].probability, expected.targets[t].probability);
    ASSERT_EQ(heat.targets[t].methods.size(), 2U);
    for (size_t m = 0; m < 2; ++m) {
      const HeatItem& item = heat.targets[t].methods[m];
      const HeatItem& same = expected.targets[t].methods[m];
      EXPECT_EQ(item.method, same.method);
      EXPECT_EQ(item.mark, "flat");
      EXPECT_EQ(item.heat.values, same.heat.values);
      EXPECT_EQ(item.heat.low, same.heat.low);
      EXPECT_EQ(item.heat.high, same.heat.high);
      EXPECT_EQ(item.heat.h, same.heat.h);
      EXPECT_EQ(item.heat.is_signed, m == 1);
    }
  }
}

TEST_F(ClipSpoolTest, FindsOneMapOfAClip) {
  EXPECT_EQ(spool_.map_shape(0), (std::vector<int64_t>{1, 1, 2}));
  EXPECT_EQ(spool_.map_shape(3), (std::vector<int64_t>{1, 3, 1}));
  EXPECT_EQ(spool_.map(0, 0), (std::vector<float>{0, 1}));
  EXPECT_EQ(spool_.map(2, 1), (std::vector<float>{202, 203, 204}));
  EXPECT_EQ(spool_.map(2, 2), (std::vector<float>{205, 206}));
  EXPECT_EQ(spool_.map(2, 3), (std::vector<float>{207, 208, 209}));
  EXPECT_EQ(ClipSpool(dir_.path().string(), "b.mp4").map_shape(1), (std::vector<int64_t>{0, 0, 0}));
}

TEST_F(ClipSpoolTest, LeavesNothingInTheFolder) {
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));
}

TEST_F(ClipSpoolTest, RefusesMapsOfAnotherSize) {
  ClipHeat other = heat_of(3);
  other.targets[1].methods[1].heat = {2, 1, 1, {1, 2}, 0, 1};
  testing::expect_error(
      ExitCode::Unusable, [&] { return spool_.add("record", other), 0; },
      "a.mp4: the maps of guided-backprop are 1x3x1, and of clip 3 2x1x1");
}

TEST_F(ClipSpoolTest, AFullDiskNamesTheFolderAndTheInput) {
  const testing::FileSizeLimit limit(1000);
  testing::expect_error(
      ExitCode::Io, [&] { return spool_.add(std::string(5000, '.'), heat_of(3)), 0; },
      dir_.path().string() +
          ": cannot hold the finished clips of a.mp4 in a temporary file: File too large");
}

}  // namespace
}  // namespace vidcam
