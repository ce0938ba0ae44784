#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::run_vidcam;

class StudyCommandTest : public ::testing::Test {
 protected:
  // One judge's file, who chooses this method of every item.
  [[nodiscard]] std::string vote(const std::string& judge, const std::string& method) const {
    const auto key = testing::read_json(dir_ / "study/key.json");
    nlohmann::json answers = nlohmann::json::array();
    for (const auto& item : key["items"])
      answers.push_back(
          {{"item", item["item"]}, {"choice", item["left"] == method ? "left" : "right"}});
    const std::string path = dir_ / (judge + ".json");
    std::ofstream(path) << nlohmann::json{
        {"study", key["study"]}, {"judge", judge}, {"answers", answers}};
    return path;
  }
  testing::TempDir dir_;
};

TEST_F(StudyCommandTest, ExplanationsBecomeAStudyAndItsVotesATable) {
  const ProgramRun explain = testing::explain({testing::sample_video()}, dir_ / "ex",
                                              {"--no-text", "--view", "masked,overlay"});
  ASSERT_EQ(explain.exit_code, 0) << explain.err;
  const std::vector<std::string> make{"study", "make", dir_ / "ex", "-o", dir_ / "study"};
  const ProgramRun open = run_vidcam(make);
  EXPECT_EQ(open.exit_code, 2);
  EXPECT_THAT(open.err, HasSubstr("choose one of masked, overlay"));
  auto chosen = make;
  chosen.insert(chosen.end(), {"--view", "masked", "--seed", "3"});
  const ProgramRun made = run_vidcam(chosen);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out, (dir_ / "study/judges/study.html") + "\n" + (dir_ / "study/key.json") + "\n");
  EXPECT_EQ(testing::read_json(dir_ / "study/key.json")["seed"], 3);
  const ProgramRun count =
      run_vidcam({"study", "tally", "--key", dir_ / "study/key.json", vote("p", "gradcam"),
                  vote("q", "gradcam++"), vote("r", "gradcam++")});
  ASSERT_EQ(count.exit_code, 0) << count.err;
  EXPECT_THAT(count.out, HasSubstr("1 item, 3 judges, 3 votes"));
  EXPECT_THAT(count.out, HasSubstr("| gradcam++ | 0.67 | 66.67 [66.67, 66.67] | 2 |"));
  const ProgramRun json = run_vidcam(
      {"study", "tally", "--json", "--key", dir_ / "study/key.json", vote("p", "gradcam")});
  EXPECT_EQ(nlohmann::json::parse(json.out)["chosen"]["gradcam"]["points"], 1.0);
}

TEST_F(StudyCommandTest, ExplanationsThatNameTheirMethodAreRefused) {
  ASSERT_EQ(testing::explain({testing::sample_video()}, dir_ / "ex").exit_code, 0);
  const ProgramRun run = run_vidcam({"study", "make", dir_ / "ex", "-o", dir_ / "study"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("explain again with --no-text"));
}

TEST_F(StudyCommandTest, WrongUseIsNamed) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"study"},
                                                {"study", "mkae"},
                                                {"study", "make"},
                                                {"study", "make", "x", "--methods", "gradcam"},
                                                {"study", "tally", "a.json"},
                                                {"study", "tally", "--key", "k.json"}}) {
    const ProgramRun run = run_vidcam(wrong);
    EXPECT_EQ(run.exit_code, 2) << run.err;
    EXPECT_THAT(run.err, ::testing::StartsWith("error: "));
  }
}

}  // namespace
}  // namespace vidcam
