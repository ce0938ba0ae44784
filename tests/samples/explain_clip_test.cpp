// The model half's sample program, run as a user would.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "pipeline/base/npy.h"
#include "samples/actions/action_clips.h"
#include "tests/support/temp_dir.h"

namespace vidcam::samples {
namespace {

const std::string kProgram = "\"" + std::string(VIDCAM_BINARY_DIR) + "/explain_clip\" ";
const std::string kModel =
    "\"" + std::string(VIDCAM_SOURCE_DIR) + "/samples/models/actions_c3d.pt\" ";

void save(const at::Tensor& clip, const std::string& path) {
  const at::Tensor values = clip.contiguous();
  const auto count = static_cast<size_t>(values.numel());
  std::ofstream(path, std::ios::binary)
      << npy_bytes(values.sizes().vec(), {values.const_data_ptr<float>(), count});
}

TEST(ExplainClipTest, NamesTheActionAndWritesItsHeat) {
  const auto dir = testing::temp_dir();
  save(normalised(draw_clips({{28, Action::Left, kMostFrames, 10, false}}))[0], dir / "clip.npy");
  ASSERT_EQ(std::system((kProgram + kModel + (dir / "clip.npy") + " " + (dir / "heat.npy") + " > " +
                         (dir / "said"))
                            .c_str()),
            0);
  std::stringstream said;
  said << std::ifstream(dir / "said").rdbuf();
  EXPECT_THAT(said.str(), ::testing::MatchesRegex("left [01].[0-9]+ conv4a ok\n"));
  const NpyArray heat = read_npy(dir / "heat.npy");
  EXPECT_THAT(heat.shape, ::testing::ElementsAre(4, 12, 16));
  EXPECT_GT(*std::max_element(heat.values.begin(), heat.values.end()), 0);
}

TEST(ExplainClipTest, AMissingInputEndsWithItsExitCode) {
  const auto dir = testing::temp_dir();
  const int status = std::system(
      (kProgram + kModel + (dir / "none.npy") + " " + (dir / "heat.npy") + " 2>/dev/null").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 66);
  EXPECT_FALSE(std::filesystem::exists(dir / "heat.npy"));
}

}  // namespace
}  // namespace vidcam::samples
