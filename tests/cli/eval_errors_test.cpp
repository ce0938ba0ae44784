#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/results_table.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::eval_arguments;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::read_table;
using testing::run_vidcam;
using testing::VideoSpec;
using testing::write_video;

class EvalErrorsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a.mp4", "b.mp4"}) {
      VideoSpec spec;
      spec.path = dir_ / name;
      spec.width = 160;
      spec.height = 120;
      spec.frames = 16;
      write_video(spec);
    }
  }
  [[nodiscard]] std::string manifest(const std::string& text) const {
    std::ofstream(dir_ / "list.tsv") << text;
    return dir_ / "list.tsv";
  }
  [[nodiscard]] ProgramRun eval(const std::vector<std::string>& inputs,
                                const std::vector<std::string>& more = {}) const {
    return run_vidcam(eval_arguments(inputs, dir_ / "out", more));
  }
  testing::TempDir dir_;
};

TEST_F(EvalErrorsTest, BadRowsAreNamedByLineAndTheGoodOnesAreMeasured) {
  const std::string list = manifest(
      "path\tlabel\tboxes\n"
      "a.mp4\tup\t10,10,60,60\n"
      "gone.mp4\tup\t\n"
      "a.mp4\tup\t\n"
      "b.mp4\tupp\t\n"
      "b.mp4\tup\t10,10,5,60\n"
      "b.mp4\t8\t\n"
      "b.mp4\t1\t\n");
  const ProgramRun run = eval({list});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("list.tsv:3: no such file"));
  EXPECT_THAT(run.err, HasSubstr("list.tsv:4: id \"a.mp4\" is that of line 2 already"));
  EXPECT_THAT(run.err, HasSubstr("list.tsv:5: no label 'upp'"));
  EXPECT_THAT(run.err, HasSubstr("did you mean up"));
  EXPECT_THAT(run.err, HasSubstr("list.tsv:6: a box is empty"));
  EXPECT_THAT(run.err, HasSubstr("list.tsv:7: "));
  const auto rows = read_table(dir_ / "out/results.csv");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("id"), "a.mp4");
  EXPECT_EQ(rows[0].at("status"), "ok");
  EXPECT_EQ(testing::read_json(dir_ / "out/summary.json")["manifest_faults"].size(), 6U);
}

TEST_F(EvalErrorsTest, AnInputThatFailsIsARowThatSaysSo) {
  std::ofstream(dir_ / "text.mp4") << "no video";
  const ProgramRun run = eval({dir_ / "a.mp4", dir_ / "text.mp4"});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("error: cannot open " + (dir_ / "text.mp4")));
  const auto rows = read_table(dir_ / "out/results.csv");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[2].at("status"), "failed");
  EXPECT_EQ(rows[2].at("drop"), "");
  const auto summary = testing::read_json(dir_ / "out/summary.json");
  EXPECT_EQ(summary["items"], 2);
  EXPECT_EQ(summary["measured"], 1);
  EXPECT_EQ(summary["failures"][0]["id"], dir_ / "text.mp4");
}

TEST_F(EvalErrorsTest, AFailedInputIsTriedAgain) {
  fs::rename(dir_ / "b.mp4", dir_ / "c.mp4");
  std::ofstream(dir_ / "b.mp4") << "not yet copied";
  EXPECT_EQ(eval({dir_ / "a.mp4", dir_ / "b.mp4"}).exit_code, 3);
  fs::rename(dir_ / "c.mp4", dir_ / "b.mp4");
  const ProgramRun again = eval({dir_ / "a.mp4", dir_ / "b.mp4"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(read_table(dir_ / "out/results.csv")[2].at("status"), "ok");
}

TEST_F(EvalErrorsTest, WhereAllFailTheExitCodeSaysWhy) {
  EXPECT_EQ(eval({dir_ / "gone.mp4"}).exit_code, 66);
  EXPECT_EQ(eval({manifest("path\ngone.mp4\n")}).exit_code, 65);
}

TEST_F(EvalErrorsTest, BoxesOfAnotherPictureAreRefused) {
  const ProgramRun run =
      eval({manifest("path\tboxes\twidth\theight\n"
                     "a.mp4\t1,1,9,9\t320\t240\nb.mp4\t1,1,9,9\t160\t120\n")});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("its boxes are for a picture of 320x240, it is 160x120 as shown"));
}

TEST_F(EvalErrorsTest, UsageErrorsWriteNothing) {
  const ProgramRun loc = eval({dir_ / "a.mp4"}, {"--metrics", "loc"});
  EXPECT_EQ(loc.exit_code, 2);
  EXPECT_THAT(loc.err, HasSubstr("--metrics loc: needs boxes or masks"));
  EXPECT_EQ(eval({dir_ / "a.mp4"}, {"--metrics", "win", "--methods", "gradcam"}).exit_code, 2);
  EXPECT_EQ(eval({dir_ / "a.mp4"}, {"--target", "true"}).exit_code, 65);
  EXPECT_EQ(eval({dir_ / "a.mp4", manifest("path\na.mp4\n")}).exit_code, 2);
  EXPECT_EQ(eval({}).exit_code, 2);
  EXPECT_EQ(eval({dir_ / "none.tsv"}).exit_code, 66);
  EXPECT_FALSE(fs::exists(dir_ / "out"));
}

}  // namespace
}  // namespace vidcam
