#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/base/npy.h"
#include "tests/cli/results_table.h"
#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::explain;
using testing::ProgramRun;
using testing::read_json;
using testing::sample_video;

class ChannelSheetTest : public ::testing::Test {
 protected:
  ProgramRun explained(const std::vector<std::string>& more) {
    std::vector<std::string> options{"--view", "source", "--clips", "1", "--method", "gradcam"};
    options.insert(options.end(), more.begin(), more.end());
    return explain({sample_video()}, dir_ / "out", options);
  }
  testing::TempDir dir_;
};

TEST_F(ChannelSheetTest, ShowsTheChannelsThatWeighMost) {
  const ProgramRun run = explained({"--channels", "--channel-sheet", "3"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto ranked = testing::read_table(dir_ / "out/left_28_channels.csv");
  const auto record = read_json(dir_ / "out/left_28_top-channels.json");
  const auto& maps = record["clips"][0]["targets"][0]["methods"];
  ASSERT_EQ(maps.size(), 3U);
  for (size_t rank = 0; rank < 3; ++rank) {
    const std::string name = "channel" + ranked.at(rank).at("channel");
    ASSERT_TRUE(maps.contains(name)) << name;
    // The layer is rectified: an activation is never negative.
    const NpyArray map = read_npy(dir_ / ("out/left_28_top-channels_" + name + ".npy"));
    EXPECT_GE(*std::min_element(map.values.begin(), map.values.end()), 0);
    EXPECT_GT(*std::max_element(map.values.begin(), map.values.end()), 0);
  }
  const auto paths = run.paths();
  EXPECT_NE(std::find(paths.begin(), paths.end(), dir_ / "out/left_28_top-channels_sheet.png"),
            paths.end());
}

TEST_F(ChannelSheetTest, NeedsChannels) {
  const ProgramRun run = explained({"--channel-sheet", "3"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.err.find("needs --channels"), std::string::npos) << run.err;
}

}  // namespace
}  // namespace vidcam
