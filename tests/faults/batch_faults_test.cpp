// Every call by which `vidcam plan`, `run` and `merge` change a file, numbered as the kernel is
// asked (fault_layer.cpp): killed there, without power there, failing there. Whatever is left, the
// same command again ends in the bytes of a run that nothing happened to.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "tests/cli/batch_runs.h"
#include "tests/faults/fault_run.h"
#include "tests/faults/folder_files.h"
#include "tests/faults/power_cut.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using namespace testing;

constexpr int kKilled = 128 + 9;
constexpr int kIo = 74;

class BatchFaultsTest : public ::testing::Test {
 protected:
  [[nodiscard]] FaultRun command(const std::vector<std::string>& arguments,
                                 const std::string& fault = "") const {
    return run_with_fault(batch_.out(), arguments, fault);
  }
  [[nodiscard]] std::vector<std::string> plan_arguments() const {
    return batch_.plan_arguments(1, {"--clips=1"});
  }
  [[nodiscard]] std::vector<std::string> run_arguments() const {
    return {"run", "--out", batch_.out(), "--all", "--jobs=1", "--quiet"};
  }
  [[nodiscard]] std::vector<std::string> merge_arguments() const {
    return {"merge", "--out", batch_.out()};
  }
  [[nodiscard]] FolderFiles files() const {
    return fs::exists(batch_.out()) ? files_below(batch_.out()) : FolderFiles();
  }
  void keep_as(const std::string& name) const { copy(batch_.out(), batch_.dir() / name); }
  void put_back(const std::string& name) const { copy(batch_.dir() / name, batch_.out()); }

  // The command without a fault, from what is kept as "before".
  void run_whole(const std::vector<std::string>& arguments) {
    arguments_ = arguments;
    keep_as("before");
    const FaultRun run = command(arguments_);
    ASSERT_EQ(run.program.exit_code, 0) << run.program.err;
    calls_ = run.calls;
    whole_ = files();
    ASSERT_GT(calls_.size(), 3U);
  }

  // Again, from what is there now, unless the same was there already.
  void goes_on() {
    const FolderFiles there = files();
    if (!seen_.insert(there).second) return;
    const ProgramRun run = run_vidcam(arguments_);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    expect_same_files(files(), whole_);
  }

  void killed_at(int number) {
    const std::string fault = "kill:" + std::to_string(number);
    SCOPED_TRACE(fault_text(fault, calls_, number));
    put_back("before");
    const FaultRun killed = command(arguments_, fault);
    ASSERT_EQ(killed.program.exit_code, kKilled) << killed.program.err;
    expect_nothing_half_written(files(), whole_);
    keep_as("killed");
    goes_on();
    for (const Lost lost : {Lost::Contents, Lost::Names}) {
      SCOPED_TRACE(lost == Lost::Names ? "names are lost" : "contents are lost");
      put_back("killed");
      cut_power(killed.calls, lost);
      goes_on();
    }
  }

  void failing_at(int number, const std::string& error) {
    const std::string fault = error + ":" + std::to_string(number);
    SCOPED_TRACE(fault_text(fault, calls_, number));
    put_back("before");
    const ProgramRun failed = command(arguments_, fault).program;
    const FaultCall& call = calls_.at(static_cast<size_t>(number) - 1);
    // What is not removed does no harm.
    const bool harmless = call.name == "unlink" || call.name == "remove";
    EXPECT_TRUE(failed.exit_code == kIo || (harmless && failed.exit_code == 0))
        << failed.exit_code << ": " << failed.err;
    expect_nothing_half_written(files(), whole_);
    if (!harmless) expect_tidy(files());
    goes_on();
  }

  void killed_at_each() {
    for (const int number : fault_points(calls_)) killed_at(number);
  }
  void failing_at_each() {
    for (const char* error : {"EIO", "ENOSPC"}) {
      for (const int number : fault_points(calls_)) failing_at(number, error);
    }
  }

  BatchRuns batch_{1};
  std::vector<std::string> arguments_;
  std::vector<FaultCall> calls_;  // of an unbroken run
  FolderFiles whole_;             // what it left
  std::set<FolderFiles> seen_;    // what was gone on from

 private:
  static void copy(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    if (fs::exists(from)) fs::copy(from, to, fs::copy_options::recursive);
  }
};

TEST_F(BatchFaultsTest, APlanThatIsKilledIsMadeAgain) {
  run_whole(plan_arguments());
  killed_at_each();
}

TEST_F(BatchFaultsTest, APlanThatCannotBeWrittenSaysSoAndIsMadeAgain) {
  run_whole(plan_arguments());
  failing_at_each();
}

TEST_F(BatchFaultsTest, ARunThatIsKilledGoesOn) {
  batch_.add("v0.mp4", "again");
  ASSERT_EQ(run_vidcam(plan_arguments()).exit_code, 0);
  run_whole(run_arguments());
  killed_at_each();
}

TEST_F(BatchFaultsTest, ARunThatCannotWriteBlamesNoInputAndGoesOn) {
  ASSERT_EQ(run_vidcam(plan_arguments()).exit_code, 0);
  run_whole(run_arguments());
  failing_at_each();
}

TEST_F(BatchFaultsTest, AMergeThatIsKilledIsMadeAgain) {
  ASSERT_EQ(run_vidcam(plan_arguments()).exit_code, 0);
  ASSERT_EQ(run_vidcam(run_arguments()).exit_code, 0);
  run_whole(merge_arguments());
  killed_at_each();
}

TEST_F(BatchFaultsTest, AMergeThatCannotBeWrittenSaysSoAndIsMadeAgain) {
  ASSERT_EQ(run_vidcam(plan_arguments()).exit_code, 0);
  ASSERT_EQ(run_vidcam(run_arguments()).exit_code, 0);
  run_whole(merge_arguments());
  failing_at_each();
}

}  // namespace
}  // namespace vidcam
