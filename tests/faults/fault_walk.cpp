#include "tests/faults/fault_walk.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <utility>

#include "tests/faults/power_cut.h"

namespace vidcam::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kKilled = 128 + 9;
constexpr int kIo = 74;

void copy(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  if (fs::exists(from)) fs::copy(from, to, fs::copy_options::recursive);
}

// What is not removed does no harm, who comes later removes it; and on a full disk nothing fails
// behind the last call that takes room.
bool harmless(const FaultRun& run) {
  return run.failed.empty() || run.failed.front().name == "unlink" ||
         run.failed.front().name == "remove";
}

template <class T>
std::vector<T> in_turns(int number, const T& one, const T& other) {
  if (try_all_faults()) return {one, other};
  return {number % 2 == 0 ? one : other};
}

}  // namespace

FaultWalk::FaultWalk(std::string folder, std::vector<std::string> arguments, int every)
    : folder_(std::move(folder)), arguments_(std::move(arguments)), every_(every) {
  copy(folder_, kept_ / "before");
  const FaultRun run = run_with_fault(folder_, arguments_);
  EXPECT_EQ(run.program.exit_code, 0) << run.program.err;
  EXPECT_GT(run.calls.size(), 3U);
  calls_ = run.calls;
  whole_ = files();
}

FolderFiles FaultWalk::files() const {
  return fs::exists(folder_) ? files_below(folder_) : FolderFiles();
}

void FaultWalk::goes_on() {
  if (!seen_.insert(files()).second) return;
  const ProgramRun run = run_vidcam(arguments_);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  expect_same_files(files(), whole_);
}

void FaultWalk::killed_at(int number) {
  const std::string fault = "kill:" + std::to_string(number);
  SCOPED_TRACE(fault_text(fault, calls_, number));
  copy(kept_ / "before", folder_);
  const FaultRun killed = run_with_fault(folder_, arguments_, fault);
  ASSERT_EQ(killed.program.exit_code, kKilled) << killed.program.err;
  expect_nothing_half_written(files(), whole_);
  copy(folder_, kept_ / "killed");
  goes_on();
  for (const Lost lost : in_turns(number, Lost::Contents, Lost::Names)) {
    SCOPED_TRACE(lost == Lost::Names ? "names are lost" : "contents are lost");
    copy(kept_ / "killed", folder_);
    cut_power(killed.calls, lost);
    expect_nothing_half_written(files(), whole_);
    expect_journals_behind_files(folder_);
    goes_on();
  }
}

void FaultWalk::failing_at(int number, const std::string& error) {
  const std::string fault = error + ":" + std::to_string(number);
  SCOPED_TRACE(fault_text(fault, calls_, number));
  copy(kept_ / "before", folder_);
  const FaultRun run = run_with_fault(folder_, arguments_, fault);
  EXPECT_TRUE(error == "ENOSPC" || !run.failed.empty());
  EXPECT_EQ(run.program.exit_code, harmless(run) ? 0 : kIo) << run.program.err;
  if (!harmless(run)) expect_tidy(files());
  expect_nothing_half_written(files(), whole_);
  goes_on();
}

void FaultWalk::killed_at_each() {
  for (const int number : fault_points(calls_, every_)) killed_at(number);
}

void FaultWalk::failing_at_each() {
  for (const int number : fault_points(calls_, every_)) {
    for (const std::string& error : in_turns<std::string>(number, "EIO", "ENOSPC"))
      failing_at(number, error);
  }
}

bool FaultWalk::unreadable_at(int number) {
  copy(kept_ / "before", folder_);
  const FaultRun run = run_with_fault(folder_, arguments_, "read:" + std::to_string(number));
  if (run.failed.empty()) return false;
  SCOPED_TRACE("read:" + std::to_string(number) + ", of " + run.failed.front().path);
  EXPECT_TRUE(run.program.exit_code == kIo || run.program.exit_code == 0)
      << run.program.exit_code << ": " << run.program.err;
  if (run.program.exit_code == 0) expect_same_files(files(), whole_);
  expect_nothing_half_written(files(), whole_);
  goes_on();
  return true;
}

void FaultWalk::unreadable_at_each() {
  int number = 1;
  while (unreadable_at(number)) ++number;
  EXPECT_GT(number, 2);
}

}  // namespace vidcam::testing
