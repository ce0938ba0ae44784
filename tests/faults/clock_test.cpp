// The wall clock jumps by hours in the middle of a run: results, journals and how long a media
// process may be silent are as with a clock that does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/batch_runs.h"
#include "tests/faults/fault_run.h"
#include "tests/faults/folder_files.h"

namespace vidcam {
namespace {

using testing::BatchRuns;
using testing::FaultRun;
using testing::FolderFiles;
using ::testing::HasSubstr;

constexpr int kHours = 3;

class ClockTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    ASSERT_EQ(batch_.plan(1, {"--clips=1"}).exit_code, 0);
    ASSERT_EQ(batch_.command("run", {"--all", "--jobs=1"}).exit_code, 0);
    whole_ = testing::files_below(batch_.out());
    batch_.set_aside("whole");
    ASSERT_EQ(batch_.plan(1, {"--clips=1"}).exit_code, 0);
  }
  // Everything is run; the clock jumps at that call.
  [[nodiscard]] FaultRun run_jumping_at(int call) const {
    const int seconds = GetParam() * kHours * 3600;
    return testing::run_with_fault(batch_.out(),
                                   {"run", "--out", batch_.out(), "--all", "--jobs=1"},
                                   "clock:" + std::to_string(call) + ":" + std::to_string(seconds));
  }
  BatchRuns batch_{2};
  FolderFiles whole_;
};

TEST_P(ClockTest, AJumpChangesNeitherResultsNorJournalsNorTheRate) {
  const FaultRun run = run_jumping_at(12);  // the first video is being written
  ASSERT_EQ(run.program.exit_code, 0) << run.program.err;
  const FolderFiles files = testing::files_below(batch_.out());
  testing::expect_same_files(files, whole_);
  EXPECT_EQ(files.at("/shards/00000/j-"), whole_.at("/shards/00000/j-"));

  std::filesystem::remove(batch_.out() + "/shards/00000/done.json");
  const std::string status = batch_.command("status", {"--json"}).out;
  EXPECT_THAT(status, HasSubstr("\"missing\": 0,"));
  EXPECT_THAT(status, HasSubstr("\"last_ten_minutes\": 0,")) << "these were of another time";
}

INSTANTIATE_TEST_SUITE_P(Hours, ClockTest, ::testing::Values(-1, 1), [](const auto& direction) {
  return direction.param < 0 ? "Back" : "Ahead";
});

}  // namespace
}  // namespace vidcam
