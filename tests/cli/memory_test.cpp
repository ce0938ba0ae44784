#include <gtest/gtest.h>

#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::explain;
using testing::VideoSpec;

long peak_of(int seconds, const testing::TempDir& dir) {
  VideoSpec spec;
  spec.path = dir / (std::to_string(seconds) + "s.mp4");
  spec.width = 160;
  spec.height = 120;
  spec.frames = seconds * 25;
  testing::write_video(spec);
  const auto run = explain({spec.path}, dir / "out", {"--method", "gradcam"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return run.peak_rss_kb;
}

TEST(MemoryTest, IsFlatInTheLengthOfTheVideo) {
  const testing::TempDir dir;
  const long short_video = peak_of(10, dir);
  const long long_video = peak_of(600, dir);
  EXPECT_LT(static_cast<double>(long_video), 1.15 * static_cast<double>(short_video));
  std::cout << "10 s: " << short_video / 1024 << " MB, 10 min: " << long_video / 1024 << " MB\n";
}

}  // namespace
}  // namespace vidcam
