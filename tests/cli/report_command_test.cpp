#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/results_table.h"
#include "tests/cli/run_program.h"
#include "tests/support/browser.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ProgramRun;
using testing::run_vidcam;

class ReportCommandTest : public ::testing::Test {
 protected:
  // The data that a page was given.
  [[nodiscard]] static nlohmann::json data_of(const std::string& page) {
    const std::string text = testing::contents(page);
    const std::string open = "id=\"data\">";
    const size_t from = text.find(open) + open.size();
    return nlohmann::json::parse(text.substr(from, text.find("</script>", from) - from));
  }
  testing::TempDir dir_;
};

// What the two other commands wrote comes together on one page, and plays.
TEST_F(ReportCommandTest, AnEvaluationGetsTheVideosOfItsItems) {
  const ProgramRun eval = run_vidcam(
      testing::eval_arguments({testing::sample_manifest()}, dir_ / "ev", {"--metrics", "drop"}));
  ASSERT_EQ(eval.exit_code, 0) << eval.err;
  EXPECT_EQ(eval.paths().back(), dir_ / "ev/report.html");
  EXPECT_TRUE(data_of(dir_ / "ev/report.html")["items"][0]["media"]["views"].empty());
  const ProgramRun explain =
      testing::explain({testing::sample_video()}, dir_ / "ex", {"--view", "overlay,source"});
  ASSERT_EQ(explain.exit_code, 0) << explain.err;
  const ProgramRun report = run_vidcam({"report", dir_ / "ev", "--media", dir_ / "ex"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  EXPECT_EQ(report.out, dir_ / "ev/report.html\n");
  const auto data = data_of(dir_ / "ev/report.html");
  const std::string command = data["facts"][0][1]["command"];
  EXPECT_TRUE(command.starts_with("vidcam eval ")) << command;
  EXPECT_THAT(command, HasSubstr(" --metrics drop"));
  for (const auto& item : data["items"]) {
    const bool explained = item["id"] == "left_28.mp4";
    EXPECT_EQ(item["media"]["views"].size(), explained ? 2U : 0U) << item["id"];
    EXPECT_EQ(item["right"], true);
    EXPECT_EQ(item["time"]["t"].size(), 4U);
  }
  const auto chromium = testing::find_chromium();
  if (!chromium) GTEST_SKIP() << "no chromium on the PATH";
  testing::Browser browser(*chromium);
  browser.open(dir_ / "ev/report.html", "item=left_28.mp4");
  EXPECT_TRUE(
      browser.becomes_true("(v => v.length === 3 && v.every(v => v.readyState >= 2))"
                           "([...document.querySelectorAll('.screens video')])"));
  EXPECT_THAT(browser.complaints(), IsEmpty());
}

TEST_F(ReportCommandTest, ExplanationsAloneMakeAPageToo) {
  ASSERT_EQ(testing::explain({testing::sample_video()}, dir_ / "ex").exit_code, 0);
  const ProgramRun report = run_vidcam({"report", dir_ / "ex"});
  ASSERT_EQ(report.exit_code, 0) << report.err;
  const auto data = data_of(dir_ / "ex/report.html");
  const auto record = testing::read_json(dir_ / "ex/left_28.json");
  const auto& item = data["items"].at(0);
  EXPECT_EQ(item["predicted"], "left");
  EXPECT_EQ(data["methods"], nlohmann::json({"gradcam", "gradcam++"}));
  EXPECT_EQ(item["media"]["views"][1]["url"], "left_28_gradcam%2B%2B.mp4");
  EXPECT_EQ(item["time"]["end"], 5.0);
  const double p = record["clips"][2]["top"][0]["probability"];
  EXPECT_NEAR(item["time"]["classes"][0]["p"][2].get<double>(), p, 1e-5);
}

// A window out of the middle keeps its time; the input beside it is shown from there, too.
TEST_F(ReportCommandTest, AWindowOfAVideoIsInStepWithItsInput) {
  ASSERT_EQ(testing::explain({testing::sample_video()}, dir_ / "ex", {"--clips", "1"}).exit_code,
            0);
  ASSERT_EQ(run_vidcam({"report", dir_ / "ex"}).exit_code, 0);
  const auto data = data_of(dir_ / "ex/report.html");
  const auto& item = data["items"].at(0);
  EXPECT_FALSE(item["media"]["source"].is_null());
  const double start = item["time"]["start"];
  EXPECT_GT(start, 1);
  const auto chromium = testing::find_chromium();
  if (!chromium) GTEST_SKIP() << "no chromium on the PATH";
  testing::Browser browser(*chromium);
  browser.open(dir_ / "ex/report.html", "item=left_28");
  const std::string times =
      "([...document.querySelectorAll('.screens video')].map(v => v.currentTime))";
  const std::string near =
      "(t => t.length === 3 && t.every(t => Math.abs(t - " + std::to_string(start) + ") < 0.05))";
  EXPECT_TRUE(browser.becomes_true(near + times)) << browser.evaluate(times);
  browser.evaluate("document.getElementById('play').click()");
  EXPECT_TRUE(browser.becomes_true("(t => t.every(t => t > " + std::to_string(start + 0.4) +
                                   ") && Math.max(...t) - Math.min(...t) < 0.1)" + times))
      << browser.evaluate(times);
  EXPECT_THAT(browser.complaints(), IsEmpty());
}

TEST_F(ReportCommandTest, WrongUseIsNamed) {
  EXPECT_EQ(run_vidcam({"report"}).exit_code, 2);
  const ProgramRun gone = run_vidcam({"report", dir_ / "gone"});
  EXPECT_EQ(gone.exit_code, 66);
  EXPECT_THAT(gone.err, HasSubstr("no such folder"));
  EXPECT_EQ(run_vidcam({"report", dir_.path().string()}).exit_code, 65);
}

}  // namespace
}  // namespace vidcam
