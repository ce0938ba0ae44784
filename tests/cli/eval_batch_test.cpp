#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/cli/batch_runs.h"
#include "tests/cli/results_table.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::BatchRuns;
using testing::contents;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::run_vidcam;
using testing::sample_manifest;

constexpr int kKilled = 128 + 9;
constexpr int kItems = 9;
constexpr const char* kTables[] = {"results.csv", "results.jsonl", "summary.json", "summary.md",
                                   "summary.tex"};

// The sample videos with boxes and labels, several times, and one that is no video.
class EvalBatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<nlohmann::ordered_json> lines;
    std::ifstream samples(sample_manifest());
    for (std::string line; std::getline(samples, line);)
      lines.push_back(nlohmann::ordered_json::parse(line));
    const fs::path videos = fs::path(sample_manifest()).parent_path();
    std::ofstream list(list_);
    for (int i = 0; i < kItems - 1; ++i) {
      nlohmann::ordered_json line = lines[static_cast<size_t>(i) % lines.size()];
      const std::string name = "v" + std::to_string(i) + ".mp4";
      fs::create_symlink(videos / line["path"].get<std::string>(), batch_.dir() / name);
      line["path"] = name;
      if (i % 2 == 0) line["id"] = "item " + std::to_string(i);
      list << line.dump() << '\n';
    }
    list << R"({"path":"text.mp4","label":"up"})" << '\n';
    std::ofstream(batch_.dir() / "text.mp4") << "no video";
  }

  [[nodiscard]] std::vector<std::string> options(const std::vector<std::string>& more) const {
    std::vector<std::string> all{list_, "-m", testing::sample_model(), "--clips=1",
                                 "--resamples=200"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  [[nodiscard]] ProgramRun plan(const std::vector<std::string>& more = {},
                                const std::string& shards = "3") const {
    auto arguments = options(more);
    arguments.insert(arguments.end(), {"--eval", "--shards", shards});
    return batch_.command("plan", arguments);
  }
  // One `vidcam eval` of the list, into a folder of that name.
  [[nodiscard]] ProgramRun eval(const std::vector<std::string>& more) const {
    auto arguments = options(more);
    arguments.insert(arguments.begin(), "eval");
    arguments.insert(arguments.end(), {"-o", whole_});
    return run_vidcam(arguments);
  }
  void expect_the_same(const std::string& a, const std::string& b) const {
    for (const char* name : kTables) {
      const std::string of_a = contents(a + "/" + name);
      EXPECT_FALSE(of_a.empty()) << name;
      EXPECT_EQ(of_a, contents(b + "/" + name)) << name;
    }
  }
  // Planned, run and merged without a break; then set aside, and planned anew.
  std::string unbroken(const std::vector<std::string>& more) {
    EXPECT_EQ(plan(more).exit_code, 0);
    EXPECT_EQ(batch_.command("run", {"--all"}).exit_code, 3);
    EXPECT_EQ(batch_.command("merge").exit_code, 0);
    batch_.set_aside("whole");
    EXPECT_EQ(plan(more).exit_code, 0);
    return whole_;
  }

  BatchRuns batch_{0};
  std::string list_ = batch_.dir() / "list.jsonl";
  std::string whole_ = batch_.dir() / "whole";
};

TEST_F(EvalBatchTest, ShardsMergedAreOneEvaluationOfTheList) {
  const std::vector<std::string> more{"--batch=1", "--metrics=drop,win,loc,localisation,deletion",
                                      "--curve-steps=2"};
  const ProgramRun planned = plan(more);
  ASSERT_EQ(planned.exit_code, 0) << planned.err;
  EXPECT_EQ(batch_.command("missing").out, "0-2\n");
  int failed = 0;
  for (const char* shard : {"--shard=2", "--shard=0", "--shard=1"}) {
    const ProgramRun run = batch_.command("run", {shard});
    EXPECT_TRUE(run.exit_code == 0 || run.exit_code == 3) << run.err;
    failed += run.exit_code == 3 ? 1 : 0;
  }
  EXPECT_EQ(failed, 1) << "one item is no video";
  const auto status = nlohmann::json::parse(batch_.command("status", {"--json"}).out);
  EXPECT_EQ(status["ok"], 8);
  EXPECT_EQ(status["failed"], 1);
  EXPECT_EQ(status["missing"], 0);
  const ProgramRun merged = batch_.command("merge");
  ASSERT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_EQ(merged.paths().size(), 7U) << merged.out;
  ASSERT_EQ(eval(more).exit_code, 3);
  expect_the_same(whole_, batch_.out());
  EXPECT_EQ(contents(whole_ + "/curves.csv"), contents(batch_.out() + "/curves.csv"));
  // All of it can be made anew.
  const std::string page = contents(batch_.out() + "/report.html");
  for (const char* name : kTables) fs::remove(batch_.out() + "/" + name);
  ASSERT_EQ(batch_.command("merge").exit_code, 0);
  expect_the_same(whole_, batch_.out());
  EXPECT_EQ(contents(batch_.out() + "/report.html"), page);
  EXPECT_THAT(page, HasSubstr("vidcam plan --out"));
  EXPECT_EQ(run_vidcam({"report", batch_.out()}).exit_code, 0);
}

// Four items share a batch, and are done again together.
TEST_F(EvalBatchTest, KilledAgainAndAgainItEndsInTheSameBytes) {
  const std::string whole = unbroken({"--batch=4"});
  for (int kill = 0; kill < 3; ++kill) {
    const int lines = batch_.journal_lines();
    const auto when = [&] {
      return kill == 0 ? fs::exists(batch_.out() + "/shards/00000")
                       : batch_.journal_lines() > lines;
    };
    const ProgramRun run = batch_.command("run", {"--all", "--jobs=2"}, when);
    if (run.exit_code != kKilled) break;  // it was faster
    // It may have died behind its last line (of up to four items), with nothing left to do.
    EXPECT_EQ(batch_.command("merge").exit_code, batch_.recorded_items() < kItems ? 3 : 0);
  }
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 3);
  ASSERT_EQ(batch_.command("merge").exit_code, 0);
  expect_the_same(whole, batch_.out());
}

TEST_F(EvalBatchTest, WhatATornLineLostIsMeasuredAgain) {
  const std::string whole = unbroken({"--batch=4"});
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 3);
  for (const auto& entry : fs::recursive_directory_iterator(batch_.out() + "/shards")) {
    if (entry.path().filename() == "done.json") fs::remove(entry.path());
    if (entry.path().extension() == ".jsonl") fs::resize_file(entry.path(), entry.file_size() - 9);
  }
  EXPECT_NE(batch_.command("missing").out, "\n");
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 3);
  ASSERT_EQ(batch_.command("merge").exit_code, 0);
  expect_the_same(whole, batch_.out());
}

TEST_F(EvalBatchTest, TwoRunsOfEverythingAtOnceAreTheSame) {
  const std::string whole = unbroken({"--batch=1"});
  {
    const auto run = [&] { EXPECT_EQ(batch_.command("run", {"--all"}).exit_code, 3); };
    const std::jthread one(run), two(run);
  }
  ASSERT_EQ(batch_.command("merge").exit_code, 0);
  expect_the_same(whole, batch_.out());
}

TEST_F(EvalBatchTest, MistakesAreFoundByThePlan) {
  std::ofstream(list_, std::ios::app)
      << R"({"path":"v0.mp4","label":"upp","id":"x"})" << '\n'
      << R"({"path":"v0.mp4","boxes":[[5,5,1,9]],"id":"y"})" << '\n';
  const ProgramRun rows = plan();
  EXPECT_EQ(rows.exit_code, 2);
  EXPECT_THAT(rows.err, HasSubstr("list.jsonl:10: no label 'upp'"));
  EXPECT_THAT(rows.err, HasSubstr("list.jsonl:11: a box is empty"));
  std::ofstream(list_) << R"({"path":"v0.mp4"})" << '\n';
  EXPECT_THAT(plan({"--metrics=loc"}).err, HasSubstr("--metrics loc: needs boxes or masks"));
  EXPECT_EQ(plan({"--target=true"}).exit_code, 2);
  EXPECT_EQ(plan({"--precision=auto"}).exit_code, 2);
  EXPECT_THAT(plan({"--crf=3"}).err, HasSubstr("unknown option --crf"));
  std::ofstream(batch_.dir() / "a.ini") << "eval = true\n";
  const ProgramRun config = batch_.command(
      "plan",
      {list_, "-m", testing::sample_model(), "--shards=2", "--config", batch_.dir() / "a.ini"});
  EXPECT_THAT(config.err, HasSubstr("--eval: belongs on the command line"));
  EXPECT_FALSE(fs::exists(batch_.out()));
}

TEST_F(EvalBatchTest, AnotherEvaluationIsRefused) {
  ASSERT_EQ(plan({"--metrics=drop"}).exit_code, 0);
  EXPECT_EQ(plan({"--metrics=drop"}).exit_code, 0) << "the same again";
  const ProgramRun other = plan({"--metrics=drop,win"});
  EXPECT_EQ(other.exit_code, 78);
  EXPECT_THAT(other.err, HasSubstr("options/metrics was \"drop\", now it is \"drop,win\""));
  const ProgramRun boxes = [&] {
    std::string text = contents(list_);
    text.replace(text.find("[[["), 4, "[[[1");
    std::ofstream(list_) << text;
    return plan({"--metrics=drop"});
  }();
  EXPECT_EQ(boxes.exit_code, 78) << "another box";
}

TEST_F(EvalBatchTest, MissingAndFailedItemsAreTriedWhenAsked) {
  ASSERT_EQ(plan({"--metrics=drop"}, "4").exit_code, 0);
  ASSERT_EQ(batch_.command("run", {"--shard=1"}).exit_code % 3, 0);
  EXPECT_EQ(batch_.command("merge").exit_code, 3);
  EXPECT_FALSE(fs::exists(batch_.out() + "/results.csv"));
  ASSERT_EQ(batch_.command("merge", {"--partial"}).exit_code, 0);
  const auto summary = testing::read_json(batch_.out() + "/summary.json");
  EXPECT_LT(summary["items"], 9);
  EXPECT_THAT(summary["warnings"].dump(), HasSubstr("of 9 items are not measured yet"));
  ASSERT_EQ(batch_.command("run", {"--all"}).exit_code, 3);
  EXPECT_EQ(batch_.command("run", {"--all"}).exit_code, 3) << "not unasked";
  const auto status = nlohmann::json::parse(batch_.command("status", {"--json"}).out);
  EXPECT_EQ(status["reasons"].size(), 1U);
  EXPECT_THAT(status["reasons"].begin().key(), HasSubstr("cannot open the input"));
  fs::remove(batch_.dir() / "text.mp4");
  fs::copy_file(batch_.dir() / "v0.mp4", batch_.dir() / "text.mp4");
  ASSERT_EQ(batch_.command("run", {"--all", "--retry-failed"}).exit_code, 0);
  ASSERT_EQ(batch_.command("merge").exit_code, 0);
  const auto rows = testing::read_table(batch_.out() + "/results.csv");
  ASSERT_EQ(rows.size(), 18U);
  EXPECT_EQ(rows.back().at("id"), "text.mp4") << "in the order of the list";
  EXPECT_EQ(rows.back().at("status"), "ok");
}

// As Slurm starts it: one task of the array a shard.
TEST_F(EvalBatchTest, TheSlurmScriptRunsItsShards) {
  ASSERT_EQ(plan({"--metrics=drop"}, "2").exit_code, 0);
  const std::string script = batch_.dir() / "batch.sh";
  std::ofstream(script) << batch_.command("slurm-script").out;
  for (const char* task : {"1", "0"}) {
    const testing::Variable shard("SLURM_ARRAY_TASK_ID", task);
    const int status = std::system(("bash '" + script + "' 2>/dev/null").c_str());
    EXPECT_TRUE(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3) << status;
  }
  ASSERT_EQ(batch_.command("merge").exit_code, 0);
  EXPECT_EQ(testing::read_table(batch_.out() + "/results.csv").size(), 18U);
}

TEST_F(EvalBatchTest, HelpShowsItsOptions) {
  const ProgramRun help = run_vidcam({"plan", "--help"});
  EXPECT_THAT(help.out, HasSubstr("vidcam plan list.tsv --eval"));
  EXPECT_THAT(help.out, HasSubstr("--view"));
  const ProgramRun eval = run_vidcam({"plan", "--eval", "--help"});
  EXPECT_THAT(eval.out, HasSubstr("--metrics"));
  EXPECT_EQ(eval.out.find("--view"), std::string::npos);
}

}  // namespace
}  // namespace vidcam
