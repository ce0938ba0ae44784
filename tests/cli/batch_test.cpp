#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "tests/cli/batch_runs.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::BatchRuns;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::read_json;
using testing::run_vidcam;
using testing::Variable;

TEST(BatchTest, FromThePlanToTheTable) {
  BatchRuns batch(5);
  batch.add("v0.mp4x");  // not there, and without an id
  const ProgramRun plan = batch.plan(3);
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_EQ(plan.out, batch.out() + "/run.json\n");
  EXPECT_EQ(batch.command("missing").out, "0-2\n");
  EXPECT_EQ(batch.command("merge").exit_code, 3);
  EXPECT_FALSE(fs::exists(batch.out() + "/results.csv"));
  const ProgramRun run = batch.command("run", {"--all"});
  ASSERT_EQ(run.exit_code, 3) << run.err;
  EXPECT_EQ(batch.command("missing").out, "\n");
  const auto status = nlohmann::json::parse(batch.command("status", {"--json"}).out);
  EXPECT_EQ(status["ok"], 5);
  EXPECT_EQ(status["failed"], 1);
  EXPECT_EQ(status["missing"], 0);
  EXPECT_EQ(status["shards"].size(), 3U);
  EXPECT_EQ(status["reasons"]["no such file or folder"], 1);
  ASSERT_EQ(batch.command("merge").exit_code, 0);
  std::set<std::string> ids;
  for (const auto& line : batch.merged()) {
    EXPECT_TRUE(ids.insert(line["id"]).second) << line;
    if (line["status"] == "failed") continue;
    EXPECT_EQ(line["predicted"], "left");
    EXPECT_EQ(line["frames"], 60);
    for (const auto& output : line["outputs"])
      EXPECT_EQ(fs::file_size(fs::path(batch.out()) / std::string(output["path"])),
                output["bytes"]);
  }
  EXPECT_EQ(ids.size(), 6U);
  EXPECT_EQ(ids.count("v4"), 1U);
  const auto summary = read_json(batch.out() + "/summary.json");
  EXPECT_EQ(summary["items"], 6);
  EXPECT_EQ(summary["frames"], 300);
  EXPECT_TRUE(fs::exists(batch.out() + "/report.html"));
}

TEST(BatchTest, APlanIsMadeOnce) {
  BatchRuns batch(2);
  ASSERT_EQ(batch.plan(2).exit_code, 0);
  EXPECT_EQ(batch.plan(2).exit_code, 0) << "the same again";
  const ProgramRun method = batch.plan(2, {"--view=heat"});
  EXPECT_EQ(method.exit_code, 78);
  EXPECT_THAT(method.err, HasSubstr("options/view was \"overlay\", now it is \"heat\""));
  EXPECT_THAT(batch.plan(3).err, HasSubstr("shards was 2, now it is 3"));
  batch.add("v1.mp4", "again");
  EXPECT_THAT(batch.plan(2).err, HasSubstr("items was 2, now it is 3"));
}

TEST(BatchTest, AnotherModelUnderTheSameNameIsRefused) {
  BatchRuns batch(1);
  const std::string model = batch.dir() / "model.pt";
  fs::copy_file(testing::sample_model(), model);
  fs::copy_file(fs::path(testing::sample_model()).replace_extension(".json"),
                fs::path(model).replace_extension(".json"));
  ASSERT_EQ(run_vidcam({"plan", batch.manifest(), "-m", model, "--out", batch.out(), "--shards=1"})
                .exit_code,
            0);
  std::ofstream(model, std::ios::app) << "x";
  const ProgramRun run = batch.command("run", {"--all"});
  EXPECT_EQ(run.exit_code, 78) << run.err;
  EXPECT_THAT(run.err, HasSubstr("model/sha256 was"));
}

TEST(BatchTest, MistakesAreFoundByThePlan) {
  BatchRuns batch(2);
  batch.add("other.mp4", "v1");
  const ProgramRun twice = batch.plan(2);
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(twice.err, HasSubstr("list.tsv:4: id \"v1\" is that of line 3 already"));
  std::ofstream(batch.manifest()) << "file\tid\na.mp4\ta\n";
  EXPECT_EQ(batch.plan(2).exit_code, 2);
  std::ofstream(batch.manifest()) << "path\na.mp4\n";
  EXPECT_EQ(batch.plan(0).exit_code, 2);
  EXPECT_EQ(batch.plan(2, {"--method=nothing"}).exit_code, 2);
  EXPECT_EQ(batch.plan(2, {"--layer=nothing"}).exit_code, 65);
  EXPECT_EQ(batch.plan(2, {"--target=label:nothing"}).exit_code, 2);
  EXPECT_FALSE(fs::exists(batch.out()));
}

TEST(BatchTest, TheEnvironmentNamesTheShard) {
  BatchRuns batch(2);
  batch.add("none.mp4");
  ASSERT_EQ(batch.plan(40).exit_code, 0);
  EXPECT_EQ(batch.command("run").exit_code, 2);
  const Variable task("SLURM_ARRAY_TASK_ID", "3"), count("SLURM_ARRAY_TASK_COUNT", "1");
  EXPECT_EQ(batch.command("run").exit_code, 0);
  EXPECT_TRUE(fs::exists(batch.out() + "/shards/00003/done.json"));
  {
    const Variable offset("VIDCAM_SHARD_OFFSET", "20");
    EXPECT_EQ(batch.command("run").exit_code, 0);
    EXPECT_TRUE(fs::exists(batch.out() + "/shards/00023"));
  }
  const Variable beyond("VIDCAM_SHARD", "40");
  const ProgramRun run = batch.command("run");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("shards 0 to 39"));
  EXPECT_EQ(batch.command("run", {"--shard=4"}).exit_code, 0) << "what is said wins";
}

TEST(BatchTest, FailedInputsAreTriedAgainWhenAsked) {
  BatchRuns batch(1);
  batch.add("late.mp4", "late");
  ASSERT_EQ(batch.plan(1).exit_code, 0);
  ASSERT_EQ(batch.command("run", {"--all"}).exit_code, 3);
  fs::create_symlink(testing::sample_video(), batch.dir() / "late.mp4");
  EXPECT_EQ(batch.command("run", {"--all"}).exit_code, 3) << "not unasked";
  EXPECT_EQ(batch.command("missing", {"--failed"}).out, "0\n");
  ASSERT_EQ(batch.command("run", {"--all", "--retry-failed"}).exit_code, 0);
  ASSERT_EQ(batch.command("merge").exit_code, 0);
  const auto lines = batch.merged();
  EXPECT_EQ(lines.back()["id"], "late");
  EXPECT_EQ(lines.back()["status"], "ok");
  EXPECT_EQ(lines.back()["attempt"], 2);
}

TEST(BatchTest, MergesWhatThereIsWhenAsked) {
  BatchRuns batch(6);
  ASSERT_EQ(batch.plan(2).exit_code, 0);
  ASSERT_EQ(batch.command("run", {"--shard=1"}).exit_code, 0);
  EXPECT_EQ(batch.command("missing").out, "0\n");
  const ProgramRun refused = batch.command("merge");
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("in shards 0;"));
  ASSERT_EQ(batch.command("merge", {"--partial"}).exit_code, 0);
  int missing = 0;
  const auto lines = batch.merged();
  for (const auto& line : lines) missing += line["status"] == "missing" ? 1 : 0;
  EXPECT_EQ(lines.size(), 6U);
  EXPECT_GT(missing, 0);
  EXPECT_LT(missing, 6);
}

TEST(BatchTest, TheSlurmScriptIsAScript) {
  BatchRuns batch(1);
  ASSERT_EQ(batch.plan(12).exit_code, 0);
  const ProgramRun script =
      batch.command("slurm-script", {"--", "--gres=gpu:1", "--comment=two words"});
  ASSERT_EQ(script.exit_code, 0) << script.err;
  for (const char* line :
       {"#SBATCH --requeue\n", "#SBATCH --open-mode=append\n", "#SBATCH --signal=B:USR1@300\n",
        "#SBATCH --gres=gpu:1\n", "#SBATCH \"--comment=two words\"\n", "shards=12\n"})
    EXPECT_THAT(script.out, HasSubstr(line));
  const std::string path = batch.dir() / "batch.sh";
  std::ofstream(path) << script.out;
  EXPECT_EQ(std::system(("bash -n " + path).c_str()), 0);
  EXPECT_EQ(batch.command("slurm-script", {"--", "--comment=\"x\""}).exit_code, 2);
}

TEST(BatchTest, AFolderWithoutAPlanIsNamed) {
  const BatchRuns batch(1);
  for (const char* command : {"run", "status", "missing", "merge", "slurm-script"}) {
    const ProgramRun run = batch.command(command);
    EXPECT_EQ(run.exit_code, 66) << command;
    EXPECT_THAT(run.err, HasSubstr("vidcam plan makes it")) << command;
    EXPECT_EQ(run_vidcam({command}).exit_code, 2) << command;
    EXPECT_THAT(run_vidcam({command, "--help"}).out, HasSubstr("  vidcam ")) << command;
  }
}

}  // namespace
}  // namespace vidcam
