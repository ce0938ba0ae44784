#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "tests/cli/batch_runs.h"
#include "tests/support/small_disk.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::BatchRuns;
using ::testing::HasSubstr;
using testing::ProgramRun;

constexpr int kKilled = 128 + 9;

using Files = std::map<std::string, std::string>;

void expect_the_same(const Files& a, const Files& b) {
  std::set<std::string> names;
  for (const auto& [name, bytes] : a) names.insert(name);
  for (const auto& [name, bytes] : b) names.insert(name);
  for (const std::string& name : names) {
    ASSERT_EQ(a.count(name), 1U) << name;
    ASSERT_EQ(b.count(name), 1U) << name;
    EXPECT_TRUE(a.at(name) == b.at(name)) << name << " differs";
  }
}

// Every id once, nothing failed.
void expect_all_done(const BatchRuns& batch, size_t items) {
  std::set<std::string> ids;
  for (const auto& line : batch.merged()) {
    EXPECT_EQ(line["status"], "ok") << line;
    EXPECT_TRUE(ids.insert(line["id"]).second) << line;
  }
  EXPECT_EQ(ids.size(), items);
}

class BatchResumeTest : public ::testing::Test {
 protected:
  static constexpr int kVideos = 10;
  void plan() { ASSERT_EQ(batch_.plan(3).exit_code, 0); }
  // One run of everything, without a break.
  Files unbroken() {
    plan();
    EXPECT_EQ(batch_.command("run", {"--all", "--jobs=2"}).exit_code, 0);
    EXPECT_EQ(batch_.command("merge").exit_code, 0);
    Files files = batch_.results();
    expect_all_done(batch_, kVideos);
    batch_.set_aside("whole");
    plan();
    return files;
  }
  void expect_like(const Files& whole) {
    ASSERT_EQ(batch_.command("merge").exit_code, 0);
    expect_the_same(whole, batch_.results());
  }
  BatchRuns batch_{kVideos};
};

TEST_F(BatchResumeTest, KilledAgainAndAgainItEndsInTheSameBytes) {
  const Files whole = unbroken();
  for (int kill = 0; kill < 4; ++kill) {
    const int lines = batch_.journal_lines();
    // Twice in the middle of a video, twice right behind a line.
    const auto when = [&] {
      static thread_local int waited;
      if (batch_.journal_lines() <= lines) return waited = 0, false;
      return kill % 2 == 0 || ++waited > 10;
    };
    const ProgramRun run = batch_.command("run", {"--all", "--jobs=2"}, when);
    ASSERT_TRUE(run.exit_code == kKilled || (kill > 0 && run.exit_code == 0)) << run.err;
    // It may have died behind its last line, with nothing left to do.
    EXPECT_EQ(batch_.command("merge").exit_code, batch_.recorded_items() < kVideos ? 3 : 0);
  }
  const ProgramRun last = batch_.command("run", {"--all"});
  ASSERT_EQ(last.exit_code, 0) << last.err;
  expect_like(whole);
}

TEST_F(BatchResumeTest, ShardByShardInAnyOrderIsTheSame) {
  const Files whole = unbroken();
  for (const char* shard : {"--shard=2", "--shard=0", "--shard=1"})
    ASSERT_EQ(batch_.command("run", {shard, "--jobs=1"}).exit_code, 0);
  expect_like(whole);
}

TEST_F(BatchResumeTest, TwoRunsOfEverythingAtOnceAreTheSame) {
  const Files whole = unbroken();
  {
    const auto run = [&] { EXPECT_EQ(batch_.command("run", {"--all"}).exit_code, 0); };
    const std::jthread one(run), two(run);
  }
  expect_like(whole);
}

TEST_F(BatchResumeTest, WhatADamagedJournalLostIsFoundAgain) {
  const Files whole = unbroken();
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 0);
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(batch_.out()) / "shards")) {
    if (entry.path().filename() == "done.json") fs::remove(entry.path());
    if (entry.path().extension() == ".jsonl") fs::resize_file(entry.path(), entry.file_size() - 5);
  }
  const ProgramRun status = batch_.command("status");
  EXPECT_THAT(status.err, HasSubstr("3 damaged lines are passed over"));
  EXPECT_THAT(status.out, HasSubstr("missing          3"));
  const auto before = batch_.results();
  const ProgramRun run = batch_.command("run", {"--all"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("warning: shard 2: 1 damaged line is passed over"));
  EXPECT_EQ(run.out, "") << "the results were there: nothing is made again";
  expect_like(whole);
}

TEST_F(BatchResumeTest, ResultsThatAreGoneOrCutAreMadeAgain) {
  const Files whole = unbroken();
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 0);
  std::vector<fs::path> videos;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(batch_.out()) / "videos"))
    if (entry.path().extension() == ".mp4") videos.push_back(entry.path());
  fs::remove(videos.at(0));
  fs::resize_file(videos.at(1), 1000);
  const ProgramRun run = batch_.command("run", {"--all"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.paths().size(), 6U) << run.out;
  expect_like(whole);
}

TEST_F(BatchResumeTest, StopsWhenToldAndGoesOn) {
  const Files whole = unbroken();
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) {
    const int lines = batch_.journal_lines();
    bool sent = false;
    std::chrono::steady_clock::time_point at;
    const auto when = [&] {
      if (sent || batch_.journal_lines() == lines) return false;
      at = std::chrono::steady_clock::now();
      return sent = true;
    };
    const ProgramRun run = batch_.command("run", {"--all", "--jobs=3"}, when, signal);
    EXPECT_EQ(run.exit_code, 75) << run.err;
    // Five seconds are promised; a crowded machine gets more.
    EXPECT_LT(std::chrono::steady_clock::now() - at, std::chrono::seconds(30));
    EXPECT_EQ(run.err.find("error: /"), std::string::npos) << "no input is to blame: " << run.err;
  }
  for (const auto& [name, bytes] : batch_.results())
    EXPECT_EQ(name.find(".part-"), std::string::npos) << "left behind: " << name;
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 0);
  expect_like(whole);
}

TEST_F(BatchResumeTest, AFullDiskEndsTheRunAndLosesNothing) {
  const testing::SmallDisk disk("1m");
  if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a file system";
  fs::create_directory_symlink(disk.dir().path(), batch_.out());
  plan();
  const std::string filler = disk.dir() / "filler";
  std::ofstream(filler) << std::string(600 << 10, 'x');
  const ProgramRun full = batch_.command("run", {"--all", "--jobs=1"});
  EXPECT_EQ(full.exit_code, 74) << full.err;
  EXPECT_THAT(full.err, HasSubstr("No space left on device"));
  for (const auto& [name, bytes] : batch_.results())
    EXPECT_EQ(name.find(".part-"), std::string::npos) << "left behind: " << name;
  EXPECT_THAT(batch_.command("status", {"--json"}).out, HasSubstr("\"failed\": 0"));
  fs::remove(filler);
  ASSERT_EQ(::mount("tmpfs", disk.dir().path().c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 0);
  ASSERT_EQ(batch_.command("merge").exit_code, 0);
  expect_all_done(batch_, kVideos);
}

}  // namespace
}  // namespace vidcam
