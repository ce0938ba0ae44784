#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/cli/results_table.h"
#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::contents;
using testing::eval_arguments;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::read_table;
using testing::row_of;
using testing::run_vidcam;
using testing::sample_manifest;
using testing::TableRow;

constexpr int kKilled = 128 + 9;

class EvalResumeTest : public ::testing::Test {
 protected:
  [[nodiscard]] ProgramRun run(const std::string& out, const std::vector<std::string>& more = {},
                               const std::function<bool()>& kill_when = {}) const {
    return run_vidcam(eval_arguments({manifest_}, dir_ / out, more), kill_when);
  }
  // Killed when the log holds so many lines.
  void kill_at(const std::string& out, int lines, const std::vector<std::string>& more) const {
    const ProgramRun killed = run(out, more, [&] {
      const std::string log = contents(dir_ / (out + "/finished.log"));
      return std::count(log.begin(), log.end(), '\n') >= lines;
    });
    ASSERT_EQ(killed.exit_code, kKilled) << killed.err;
    EXPECT_FALSE(fs::exists(dir_ / (out + "/results.csv")));
  }
  void expect_the_same(const std::string& a, const std::string& b) const {
    for (const char* name : {"results.csv", "results.jsonl", "summary.json", "summary.md"}) {
      const std::string of_a = contents(dir_ / (a + "/" + name));
      EXPECT_FALSE(of_a.empty()) << name;
      EXPECT_TRUE(of_a == contents(dir_ / (b + "/" + name))) << name << " differs";
    }
  }
  testing::TempDir dir_;
  std::string manifest_ = sample_manifest();
};

TEST_F(EvalResumeTest, KilledAfterEachItemItEndsInTheSameBytes) {
  const std::vector<std::string> more{"--metrics", "drop,win,loc"};
  ASSERT_EQ(run("whole", more).exit_code, 0);
  for (int finished = 0; finished < 3; ++finished) {
    const std::string out = "killed" + std::to_string(finished);
    kill_at(out, 1 + finished, more);  // the first line holds the settings
    const ProgramRun again = run(out, more);
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(again.err.find(" of 3 items are finished already") != std::string::npos,
              finished > 0);
    expect_the_same("whole", out);
  }
}

TEST_F(EvalResumeTest, KilledAgainAndAgainAndTornItEndsInTheSameBytes) {
  ASSERT_EQ(run("whole", {"--clips", "2", "--curves", "--curve-steps", "4"}).exit_code, 0);
  const std::vector<std::string> more{"--clips", "2", "--curves", "--curve-steps", "4"};
  kill_at("torn", 1, more);
  kill_at("torn", 3, more);
  const std::string log = dir_ / "torn/finished.log";
  fs::resize_file(log, fs::file_size(log) - 7);  // as if the power had gone
  const ProgramRun again = run("torn", more);
  ASSERT_EQ(again.exit_code, 0) << again.err;
  expect_the_same("whole", "torn");
  EXPECT_EQ(contents(dir_ / "whole/curves.csv"), contents(dir_ / "torn/curves.csv"));
}

TEST_F(EvalResumeTest, AFinishedFolderIsWrittenAnewWithoutTheModelRunning) {
  ASSERT_EQ(run("out").exit_code, 0);
  const std::string before = contents(dir_ / "out/results.csv");
  fs::remove(dir_ / "out/results.csv");
  const ProgramRun again = run("out", {"--seed", "9"});
  ASSERT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("3 of 3 items are finished already"));
  EXPECT_EQ(contents(dir_ / "out/results.csv"), before);
}

// Also what only the first pass of the model tells: the layer's shape, the number of classes.
TEST_F(EvalResumeTest, AFinishedFolderWrittenAnewIsTheSameToTheByte) {
  ASSERT_EQ(run("whole", {"--clips", "1"}).exit_code, 0);
  ASSERT_EQ(run("again", {"--clips", "1"}).exit_code, 0);
  for (const char* name : {"results.csv", "results.jsonl", "summary.json", "summary.md"})
    fs::remove(dir_ / (std::string("again/") + name));
  ASSERT_EQ(run("again", {"--clips", "1"}).exit_code, 0);
  expect_the_same("whole", "again");
  EXPECT_THAT(contents(dir_ / "again/summary.json"), HasSubstr("\"classes\": 8"));
}

TEST_F(EvalResumeTest, OtherSettingsAreRefused) {
  ASSERT_EQ(run("out", {"--metrics", "drop", "--clips", "1"}).exit_code, 0);
  const std::string before = contents(dir_ / "out/results.csv");
  const ProgramRun other = run("out", {"--metrics", "drop", "--clips", "1", "--tap", "raw"});
  EXPECT_EQ(other.exit_code, 78);
  EXPECT_THAT(other.err, HasSubstr("tap was \"rectified\", now it is \"raw\""));
  const ProgramRun form = run("out", {"--metrics", "drop", "--clips", "1", "--range", "max"});
  EXPECT_EQ(form.exit_code, 78);
  EXPECT_THAT(form.err, HasSubstr("range was nothing, now it is \"0 to the largest value\""));
  manifest_ = std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/left_28.mp4";
  EXPECT_EQ(run("out", {"--metrics", "drop", "--clips", "1"}).exit_code, 78);
  EXPECT_EQ(contents(dir_ / "out/results.csv"), before);
}

// Batches differ, so sums are added up in another order: the same to float32's last digits.
TEST_F(EvalResumeTest, FiguresDoNotDependOnBatchOrderOrJobs) {
  const std::vector<std::string> more{"--stride", "12", "--metrics", "drop,loc,energy"};
  ASSERT_EQ(run("four", more).exit_code, 0);
  const auto rows = read_table(dir_ / "four/results.csv");
  ASSERT_EQ(run("three",
                {"--stride", "12", "--metrics", "drop,loc,energy", "--batch", "3", "--jobs", "1"})
                .exit_code,
            0);

  std::vector<std::string> lines;
  std::ifstream file(manifest_);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  const fs::path videos = fs::path(manifest_).parent_path();
  for (const auto& entry : fs::directory_iterator(videos))
    fs::create_symlink(entry.path(), fs::path(dir_ / entry.path().filename().string()));
  manifest_ = dir_ / "reversed.jsonl";
  std::ofstream reversed(manifest_);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) reversed << *line << '\n';
  reversed.close();
  ASSERT_EQ(
      run("reversed", {"--stride", "12", "--metrics", "drop,loc,energy", "--batch", "1"}).exit_code,
      0);

  for (const char* out : {"three", "reversed"}) {
    const auto others = read_table(dir_ / (std::string(out) + "/results.csv"));
    ASSERT_EQ(others.size(), rows.size());
    for (const TableRow& row : rows) {
      const TableRow& other = row_of(others, row.at("id"), row.at("method"));
      for (const char* name : {"confidence", "explained", "drop", "loc_0.25", "energy"}) {
        const double value = std::stod(row.at(name));
        EXPECT_NEAR(std::stod(other.at(name)), value, 1e-4 * std::max(1.0, value))
            << out << " " << row.at("id") << " " << name;
      }
    }
  }
}

}  // namespace
}  // namespace vidcam
