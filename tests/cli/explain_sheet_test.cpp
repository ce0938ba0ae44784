#include <gtest/gtest.h>

#include <cmath>

#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::explain;
using testing::frame_color;
using testing::Pixels;
using testing::ProgramRun;
using testing::read_video;
using testing::Rgb;
using testing::TempDir;
using testing::VideoSpec;
using testing::write_video;

bool near(const Rgb& a, const Rgb& b) {
  return std::abs(a.r - b.r) < 12 && std::abs(a.g - b.g) < 12 && std::abs(a.b - b.b) < 12;
}

// From left to right, the colours that one line of the page shows over at least 100 pixels, but for
// the paper's.
std::vector<Rgb> pictures_across(const Pixels& page, int y) {
  std::vector<Rgb> found;
  int run = 0;
  for (int x = 1; x < page.width; ++x) {
    run = page.at(x, y) == page.at(x - 1, y) ? run + 1 : 0;
    if (run == 100 && page.at(x, y) != Rgb{255, 255, 255}) found.push_back(page.at(x, y));
  }
  return found;
}

class ExplainSheetTest : public ::testing::Test {
 protected:
  // The sheet of a video, or picture, whose every frame has a colour of its own.
  Pixels sheet_of(const std::string& name, const std::vector<std::string>& more) {
    VideoSpec spec;
    spec.path = dir_ / name;
    spec.width = 160;
    spec.height = 120;
    spec.frames = 40;
    write_video(spec);
    std::vector<std::string> options{"--view", "sheet"};
    options.insert(options.end(), more.begin(), more.end());
    const ProgramRun run = explain({spec.path}, dir_ / "out", options);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(run.paths().front(), dir_ / "out/clip_sheet.png");
    return read_video(run.paths().front(), true).pixels.at(0);
  }
  TempDir dir_;
};

constexpr int kInFirstRow = 130;  // a line of the page through the first row's pictures

TEST_F(ExplainSheetTest, ShowsTheSourceAtTheMiddlesOfEqualParts) {
  const Pixels page = sheet_of("clip.mp4", {"--moments", "4"});
  const auto colors = pictures_across(page, kInFirstRow);
  ASSERT_EQ(colors.size(), 4U);
  for (int k = 0; k < 4; ++k)
    EXPECT_TRUE(near(colors[static_cast<size_t>(k)], frame_color(5 + 10 * k))) << k;
}

TEST_F(ExplainSheetTest, HasARowForEachMethodOfEachTarget) {
  const int one = sheet_of("clip.mp4", {"--method", "gradcam"}).height;
  const int two = sheet_of("clip.mp4", {"--method", "gradcam,hirescam", "--force"}).height;
  const int four =
      sheet_of("clip.mp4", {"--method", "gradcam,hirescam", "--target", "top:2", "--force"}).height;
  EXPECT_GT(two - one, 168) << "a row is higher than its pictures";
  EXPECT_EQ(four - two, 2 * (two - one));
}

// The windows 0..15 and 24..39 of 40 frames: 32 frames are shown.
TEST_F(ExplainSheetTest, SpreadsOverTheWindowsThatAreShown) {
  const Pixels page = sheet_of("clip.mp4", {"--moments", "2", "--clips", "at:0,0.96"});
  const auto colors = pictures_across(page, kInFirstRow);
  ASSERT_EQ(colors.size(), 2U);
  EXPECT_TRUE(near(colors[0], frame_color(8)));
  EXPECT_TRUE(near(colors[1], frame_color(24 + 8)));
}

TEST_F(ExplainSheetTest, CountsTheFramesOfAContainerThatDoesNotSay) {
  const Pixels page = sheet_of("clip.h264", {"--moments", "4"});
  const auto colors = pictures_across(page, kInFirstRow);
  ASSERT_EQ(colors.size(), 4U);
  EXPECT_TRUE(near(colors[3], frame_color(35)));
}

TEST_F(ExplainSheetTest, AShortVideoHasFewerMoments) {
  const Pixels page = sheet_of("clip.mp4", {"--moments", "100"});
  EXPECT_EQ(page.width, 6 + 40 * (224 + 6));
}

}  // namespace
}  // namespace vidcam
