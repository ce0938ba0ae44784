#include <gtest/gtest.h>

#include <iostream>

#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::explain;
using testing::ProgramRun;
using testing::VideoSpec;

ProgramRun explained(int seconds, const testing::TempDir& dir) {
  VideoSpec spec;
  spec.path = dir / (std::to_string(seconds) + "s.mp4");
  spec.width = 160;
  spec.height = 120;
  spec.frames = seconds * 25;
  spec.options = "preset=ultrafast";
  testing::write_video(spec);
  ProgramRun run = explain({spec.path}, dir / "out", {"--preset-x264", "ultrafast"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  std::cout << seconds << " s: vidcam " << run.model_peak_kb / 1024 << " MB, vidcam-media "
            << run.media_peak_kb / 1024 << " MB\n";
  return run;
}

// A process that was not seen at all would pass any comparison.
constexpr long kLeastKb = 10 * 1024;

TEST(MemoryTest, IsFlatInTheLengthOfTheVideo) {
  const testing::TempDir dir;
  const ProgramRun brief = explained(10, dir);
  const ProgramRun lengthy = explained(600, dir);
  ASSERT_GT(brief.model_peak_kb, kLeastKb);
  ASSERT_GT(brief.media_peak_kb, kLeastKb);
  EXPECT_LT(static_cast<double>(lengthy.model_peak_kb),
            1.15 * static_cast<double>(brief.model_peak_kb));
  EXPECT_LT(static_cast<double>(lengthy.media_peak_kb),
            1.15 * static_cast<double>(brief.media_peak_kb));
}

}  // namespace
}  // namespace vidcam
