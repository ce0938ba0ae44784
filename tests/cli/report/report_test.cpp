#include "pipeline/cli/report/report.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "pipeline/base/sha256.h"
#include "tests/cli/report/results.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using testing::expect_error;

class ReportTest : public ::testing::Test {
 protected:
  // The record of one explanation, changed.
  void change_record(const std::string& name, const std::function<void(Json&)>& change) const {
    Json record = Json::parse(std::ifstream(dir_ / name));
    change(record);
    std::ofstream(dir_ / name) << record;
  }
  testing::TempDir dir_;
};

TEST_F(ReportTest, AnEvaluationHasItsItemsAndSummary) {
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}},
                                         {"b", "4", "left", {30.12345678, 40}, "", 1},
                                         {"c", "3", "left", {1, 2}},
                                         {"d", "", "", {}, "d: is no video"}});
  const Json data = report_data(dir_ / "ev", {});
  EXPECT_EQ(data["title"], "ev");
  EXPECT_EQ(data["methods"], Json({"gradcam", "gradcam++"}));
  EXPECT_EQ(data["counts"].dump(),
            R"({"items":4,"done":3,"failed":1,"judged":3,"right":2,"left_out":0})");
  const Json& items = data["items"];
  EXPECT_EQ(items[0]["right"], true);
  EXPECT_EQ(items[1]["right"], false) << "class 4 is not the predicted one";
  EXPECT_EQ(items[2]["right"], true) << "left is class 3";
  EXPECT_EQ(items[1]["values"].dump(), "[[30.1235,50.0],[40.0,null]]");
  EXPECT_EQ(items[1]["flat"], Json({1, 0}));
  EXPECT_EQ(items[0]["time"]["t"], Json({0.0, 1.33333}));
  EXPECT_EQ(items[3]["status"], "failed");
  EXPECT_EQ(items[3]["error"], "d: is no video");
  EXPECT_EQ(data["facts"][0], Json({"Command", {{"command", "vidcam eval list.tsv -m model.pt"}}}));
  EXPECT_EQ(data["faults"][0], "list.tsv:7: no such file");
}

TEST_F(ReportTest, ExplanationsOfSeveralRunsAreToldApart) {
  for (const char* stem : {"a", "b", "c"})
    testing::make_explanation(dir_ / "ex", stem, "in.mp4", {{}}, false);
  change_record("ex/b.json", [](Json& r) { r["model"]["layer"] = "conv5b"; });
  const Json data = report_data(dir_ / "ex", {});
  EXPECT_EQ(data["items"].size(), 3U);
  ASSERT_EQ(data["facts"].size(), 2U);
  EXPECT_EQ(data["facts"][0][0], "2 records");
  EXPECT_EQ(data["facts"][1][1]["model"]["layer"], "conv5b");
}

TEST_F(ReportTest, VideosAreFoundByPathElseByNameAndDigest) {
  for (const char* folder : {"in", "moved"}) fs::create_directories(dir_ / folder);
  for (const char* file : {"in/a.mp4", "moved/b.mp4", "moved/c.mp4"})
    std::ofstream(dir_ / file) << file;
  testing::make_explanation(dir_ / "ex", "a", dir_ / "in/../in/a.mp4", {{}}, true);
  testing::make_explanation(dir_ / "ex", "b", "was/b.mp4", {{}}, true);
  testing::make_explanation(dir_ / "ex", "c", "was/c.mp4", {{}}, true);
  change_record("ex/b.json",
                [&](Json& r) { r["input"]["sha256"] = sha256_of_file(dir_ / "moved/b.mp4"); });
  const auto item = [&](const std::string& path) {
    return testing::MadeItem{path, "", "left", {1, 2}, "", 0, dir_ / path};
  };
  testing::make_evaluation(dir_ / "ev",
                           {item("in/a.mp4"), item("moved/b.mp4"), item("moved/c.mp4")});
  const Json data = report_data(dir_ / "ev", {dir_ / "ex"});
  EXPECT_EQ(data["items"][0]["media"]["views"][0]["url"], "../ex/a_gradcam.mp4");
  EXPECT_EQ(data["items"][1]["media"]["views"][1]["url"], "../ex/b_gradcam%2B%2B.mp4");
  EXPECT_TRUE(data["items"][2]["media"]["views"].empty()) << "the same name, but another file";
  EXPECT_EQ(data["items"][2]["media"]["source"]["url"], "../moved/c.mp4");
}

TEST_F(ReportTest, VideosOfAnotherModelOrLayerAreRefused) {
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}}});
  testing::make_explanation(dir_ / "ex", "a", "a", {{}}, false);
  const auto report = [&] { return report_data(dir_ / "ev", {dir_ / "ex"}); };
  EXPECT_NO_THROW(static_cast<void>(report()));
  change_record("ex/a.json", [](Json& r) { r["model"]["layer"] = "conv5b"; });
  expect_error(ExitCode::OtherSettings, report, "ex/a.json", "explains layer conv5b",
               "measured was conv4a");
  change_record("ex/a.json", [](Json& r) { r["model"]["sha256"] = "xyz"; });
  expect_error(ExitCode::OtherSettings, report, "another model (SHA-256 xyz)", "(abc)");
}

TEST_F(ReportTest, AVideoMayBeCalledSummary) {
  testing::make_explanation(dir_ / "ex", "summary", "summary.mp4", {{}}, false);
  EXPECT_EQ(report_data(dir_ / "ex", {})["items"][0]["id"], "summary");
}

TEST_F(ReportTest, SaysWhatAFolderLacks) {
  const auto report = [&](const std::string& folder, const std::vector<std::string>& media = {}) {
    return [=, this] { return report_data(dir_ / folder, media); };
  };
  expect_error(ExitCode::Missing, report("gone"), "no such folder");
  fs::create_directories(dir_ / "empty");
  expect_error(ExitCode::Unusable, report("empty"), "summary.json", "STEM.json");
  testing::make_explanation(dir_ / "ex", "a", "other.mp4", {{}}, false);
  expect_error(ExitCode::Usage, report("ex", {dir_ / "ex"}), "--media belongs to an evaluation");
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}}});
  expect_error(ExitCode::Unusable, report("ev", {dir_ / "empty"}), "holds no records");
  expect_error(ExitCode::Unusable, report("ev", {dir_ / "ex"}), "none of its 1 records");
  std::ofstream(dir_ / "ev/results.jsonl") << "{\"id\": 1}\n";
  expect_error(ExitCode::Unusable, report("ev"), "results.jsonl:1", "no result");
  change_record("ev/summary.json", [](Json& summary) { summary["model"] = 7; });
  expect_error(ExitCode::Unusable, report("ev"), "summary.json", "no summary");
  std::ofstream(dir_ / "ev/summary.json") << "{}";
  expect_error(ExitCode::Unusable, report("ev"), "summary.json", "no \"model\"");
}

TEST_F(ReportTest, ThePageIsWrittenBesideTheResults) {
  testing::make_evaluation(dir_ / "ev", {{"</script>", "left", "left", {10, 20}}});
  EXPECT_EQ(write_report(dir_ / "ev"), dir_ / "ev/report.html");
  std::ifstream file(dir_ / "ev/report.html");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_NE(page.find("\\u003c/script\\u003e"), std::string::npos);
  EXPECT_EQ(fs::directory_iterator(dir_ / "ev") == fs::directory_iterator(), false);
  for (const auto& entry : fs::directory_iterator(dir_ / "ev"))
    EXPECT_FALSE(entry.path().filename().string().starts_with(".")) << entry.path();
}

}  // namespace
}  // namespace vidcam
