#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "pipeline/base/npy.h"
#include "tests/cli/results_table.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

// The sample captioner on the sample pictures.
namespace vidcam {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::read_json;

const fs::path kSamples = fs::path(VIDCAM_SOURCE_DIR) / "samples";

// {"path", "caption", "width", "height", "boxes", "words"} of each picture.
std::vector<json> pictures() {
  std::vector<json> all;
  std::ifstream file(kSamples / "pictures/captions.jsonl");
  for (std::string line; std::getline(file, line);) all.push_back(json::parse(line));
  return all;
}

class CaptionTest : public ::testing::Test {
 protected:
  ProgramRun caption(const json& picture, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {
        "caption", kSamples / "pictures" / picture["path"].get<std::string>(),
        "-m",      kSamples / "models/captions_cnn_lstm.pt",
        "-o",      dir_ / "out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return testing::run_vidcam(arguments);
  }

  testing::TempDir dir_;
};

std::string with(const std::vector<std::string>& paths, const std::string& ending) {
  for (const std::string& path : paths)
    if (path.ends_with(ending)) return path;
  ADD_FAILURE() << "no result ends in " << ending;
  return "";
}

// How much denser the heat is in the box (picture's pixels) than in the whole picture.
double density_in(const json& box, const json& picture, const NpyArray& map) {
  const auto rows = map.shape.at(1), columns = map.shape.at(2);
  const double width = picture["width"], height = picture["height"];
  double inside = 0, all = 0, cells = 0;
  for (int64_t i = 0; i < rows * columns; ++i) {
    const int64_t row = i / columns, column = i % columns;
    const double x = (static_cast<double>(column) + 0.5) * width / static_cast<double>(columns);
    const double y = (static_cast<double>(row) + 0.5) * height / static_cast<double>(rows);
    const bool in = x >= box[0] && x < box[2] && y >= box[1] && y < box[3];
    all += map.values.at(static_cast<size_t>(i));
    inside += in ? map.values[static_cast<size_t>(i)] : 0;
    cells += in ? 1 : 0;
  }
  return inside / all / (cells / static_cast<double>(rows * columns));
}

TEST_F(CaptionTest, WritesTheCaptionOfEachSamplePicture) {
  ASSERT_GE(pictures().size(), 2U);
  for (const json& picture : pictures()) {
    const ProgramRun run = caption(picture, {"--words", "none"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const json record = read_json(run.paths().back());
    EXPECT_EQ(record["model"]["inputs"]["caption"], picture["caption"]);
    EXPECT_THAT(run.err, HasSubstr("\"" + picture["caption"].get<std::string>() + "\" "));
  }
}

// The words that name a thing, its colour and its shape, by both methods.
TEST_F(CaptionTest, TheHeatOfAWordFallsOnItsThing) {
  for (const json& picture : pictures()) {
    const ProgramRun run = caption(picture, {"--view", "source"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const json record = read_json(run.paths().back());
    for (size_t thing = 0; thing < 2; ++thing) {
      for (const size_t place : picture["words"][thing]) {
        const std::string word = record["clips"][0]["targets"][place + 1]["label"];
        const std::string name = std::to_string(place + 1) + "-" + word;
        for (const std::string method : {"gradcam", "gradcam++"}) {
          const NpyArray map = read_npy(with(run.paths(), "_" + method + "_" + name + ".npy"));
          EXPECT_GE(density_in(picture["boxes"][thing], picture, map), 2)
              << method << " of " << name << " in " << picture["path"];
        }
      }
    }
  }
}

TEST_F(CaptionTest, GivenCaptionsAreExplainedEachByItself) {
  const json picture = pictures().front();
  const ProgramRun run = caption(picture, {"--caption", "a red circle above a blue square",
                                           "--caption", "a blue square", "--words", "square"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json record = read_json(run.paths().back());
  const json& top = record["clips"][0]["top"];
  EXPECT_EQ(top[0]["label"], "a blue square");
  ASSERT_EQ(top.size(), 4U) << "the caption and its three words";
  EXPECT_EQ(record["clips"][0]["targets"].size(), 2U);
  EXPECT_TRUE(fs::exists(with(run.paths(), "_a-red-circle-above-a-blue-square.json")));
}

TEST_F(CaptionTest, WhatSpeaksAgainstAWordHasItsOwnMap) {
  const json picture = pictures().front();
  const ProgramRun run =
      caption(picture, {"--words", "none", "--evidence", "for,against", "--method", "gradcam"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(read_npy(with(run.paths(), "_gradcam_caption.npy")).values,
            read_npy(with(run.paths(), "_gradcam_against-caption.npy")).values);
}

TEST_F(CaptionTest, MoreBeamsFindNoWorseCaption) {
  const json picture = pictures().front();
  const ProgramRun run = caption(picture, {"--beams", "3", "--words", "none"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("\"" + picture["caption"].get<std::string>() + "\" "));
  EXPECT_EQ(read_json(run.paths().back())["model"]["inputs"]["caption"], picture["caption"]);
}

TEST_F(CaptionTest, SeveralCaptionsShareAContactSheet) {
  const json picture = pictures().front();
  const std::vector<std::string> options{"--view", "sheet", "--words", "none"};
  auto one = options, two = options;
  one.insert(one.end(), {"--caption", "a yellow square"});
  two.insert(two.end(), {"--caption", "a yellow square", "--caption", "a red circle", "--force"});
  const ProgramRun alone = caption(picture, one);
  const ProgramRun both = caption(picture, two);
  ASSERT_EQ(both.exit_code, 0) << both.err;
  const auto height = [](const std::string& path) { return testing::read_video(path).height; };
  EXPECT_GT(height(with(both.paths(), "scene_11_captions.png")),
            height(with(alone.paths(), "_a-yellow-square_sheet.png")) + 200);
}

// Its colour and its shape, in the first thing's box and in the second's.
TEST_F(CaptionTest, MeasuresTheHeatInGivenRegions) {
  const json picture = pictures().front();
  std::vector<std::string> options{"--method", "gradcam", "--view", "source"};
  for (const json& box : picture["boxes"]) {
    std::string region;
    for (const json& side : box) region += (region.empty() ? "" : ",") + side.dump();
    options.insert(options.end(), {"--region", region});
  }
  const ProgramRun run = caption(picture, options);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto table = testing::read_table(with(run.paths(), "_regions.csv"));
  const auto ratio = [&](const std::string& target, const std::string& region) {
    for (const auto& row : table)
      if (row.at("target") == target && row.at("region") == region)
        return std::stod(row.at("inside_outside"));
    ADD_FAILURE() << "no row of " << target << " and region " << region;
    return 0.0;
  };
  EXPECT_GT(ratio("2-yellow", "0"), 5 * ratio("2-yellow", "1"));
  EXPECT_GT(ratio("6-cyan", "1"), 5 * ratio("6-cyan", "0"));
}

TEST_F(CaptionTest, MistakesAreNamed) {
  const json picture = pictures().front();
  const ProgramRun word = caption(picture, {"--caption", "a purple circle"});
  EXPECT_EQ(word.exit_code, 2);
  EXPECT_THAT(word.err, HasSubstr("the model does not know 'purple'"));
  for (const char* region : {"1,2,3", "5,5,5,9", "1;2;3;4", "1,2,3,4,5", "a,b,c,d"}) {
    const ProgramRun refused = caption(picture, {"--region", region});
    EXPECT_EQ(refused.exit_code, 2) << region;
    EXPECT_THAT(refused.err, HasSubstr("expected x0,y0,x1,y1"));
  }
  const ProgramRun target = caption(picture, {"--target", "class:1"});
  EXPECT_EQ(target.exit_code, 2);
  EXPECT_THAT(target.err, HasSubstr("of captions, name --words"));
  const ProgramRun missing = testing::run_vidcam(
      {"caption", "/nowhere.png", "-m", kSamples / "models/captions_cnn_lstm.pt"});
  EXPECT_EQ(missing.exit_code, 66);
  EXPECT_THAT(missing.err, HasSubstr("/nowhere.png: no such file"));
}

TEST_F(CaptionTest, AModelOfClassesWritesNone) {
  const ProgramRun run =
      testing::run_vidcam({"caption", testing::sample_video(), "-m", testing::sample_model()});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("writes no captions"));
  const json picture = pictures().front();
  const ProgramRun explain =
      testing::run_vidcam({"explain", kSamples / "pictures" / picture["path"].get<std::string>(),
                           "-m", kSamples / "models/captions_cnn_lstm.pt", "-o", dir_ / "out"});
  EXPECT_EQ(explain.exit_code, 2);
  EXPECT_THAT(explain.err, HasSubstr("use vidcam caption"));
}

}  // namespace
}  // namespace vidcam
