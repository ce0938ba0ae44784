// Many inputs through one program: nothing of it grows. VIDCAM_LONG_RUN=500 takes so many (default
// 60); docs/safety.md has the figures.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "model3d/tiny_model.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::ProcessSample;

constexpr int kJobs = 2;

// The largest of each over a part of the run.
ProcessSample most_of(const std::vector<ProcessSample>& samples, double from, double to) {
  const auto at = [&](double part) {
    return samples.begin() + static_cast<int64_t>(part * static_cast<double>(samples.size()));
  };
  ProcessSample most;
  for (auto s = at(from); s != at(to); ++s) {
    most.resident_kb = std::max(most.resident_kb, s->resident_kb);
    most.descriptors = std::max(most.descriptors, s->descriptors);
    most.children = std::max(most.children, s->children);
  }
  return most;
}

TEST(LongRunTest, NeitherMemoryNorDescriptorsNorProcessesNorFilesGrow) {
  const testing::TempDir dir;
  const char* wanted = std::getenv("VIDCAM_LONG_RUN");
  const int videos = wanted == nullptr ? 60 : std::atoi(wanted);
  write_tiny_model(dir / "model.pt");
  fs::create_directory(dir / "in");
  testing::VideoSpec spec;
  spec.path = dir / "in/0.mp4";
  spec.frames = 24;
  testing::write_video(spec);
  for (int i = 1; i < videos; ++i)
    fs::create_hard_link(spec.path, dir / ("in/" + std::to_string(i) + ".mp4"));
  const auto run = testing::run_vidcam({"explain", dir / "in", "-r", "-q", "-m", dir / "model.pt",
                                        "-o", dir / "out", "--method", "gradcam", "--precision",
                                        "fp32", "-j" + std::to_string(kJobs)});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.paths().size(), 3U * static_cast<size_t>(videos));
  int files = 0;
  for (const auto& entry : fs::directory_iterator(dir / "out")) {
    EXPECT_FALSE(entry.path().filename().string().starts_with(".")) << entry;
    ++files;
  }
  EXPECT_EQ(files, 3 * videos);
  const ProcessSample early = most_of(run.samples, 0.2, 0.4), late = most_of(run.samples, 0.8, 1);
  std::printf(
      "%d videos: resident %ld -> %ld kB, descriptors %d -> %d, children %d -> %d, "
      "vidcam-media at most %ld kB\n",
      videos, early.resident_kb, late.resident_kb, early.descriptors, late.descriptors,
      early.children, late.children, run.media_peak_kb);
  ASSERT_GT(run.samples.size(), 10U);
  EXPECT_LE(late.resident_kb, early.resident_kb + 8000);
  EXPECT_LE(late.descriptors, early.descriptors + 2);
  EXPECT_LE(late.children, kJobs);
}

}  // namespace
}  // namespace vidcam
