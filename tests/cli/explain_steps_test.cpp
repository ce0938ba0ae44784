// vidcam explain --steps, with the sample ConvLSTM on the sample crossing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::read_json;
using testing::run_vidcam;

constexpr int kSteps = 16, kRows = 12, kColumns = 16, kFramesAStep = 3;
const std::string kSamples = std::string(VIDCAM_SOURCE_DIR) + "/samples/";
const std::string kModel = kSamples + "models/convlstm_crossings.pt";
const std::string kVideo = kSamples + "crossings/right_2.mp4";

struct Point {
  double x = 0, y = 0;
};

class ExplainStepsTest : public ::testing::Test {
 protected:
  ProgramRun run(const std::vector<std::string>& more) {
    std::vector<std::string> words{"explain", kVideo, "-m", kModel, "-o", out(), "-q", "--force"};
    words.insert(words.end(), more.begin(), more.end());
    return run_vidcam(words);
  }
  void explained(const std::vector<std::string>& more) {
    const ProgramRun done = run(more);
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  [[nodiscard]] std::string out() const { return dir_ / "out"; }
  [[nodiscard]] NpyArray maps(const std::string& method) const {
    return read_npy(out() + "/right_2_" + method + ".npy");
  }
  testing::TempDir dir_;
};

// The map of one step.
std::vector<float> step_of(const NpyArray& maps, int step) {
  const auto from = maps.values.begin() + std::ptrdiff_t{step} * kRows * kColumns;
  return {from, from + std::ptrdiff_t{kRows} * kColumns};
}

TEST_F(ExplainStepsTest, WritesAMapOfEachStepAndSaysHowEachIs) {
  explained({"--steps"});
  for (const std::string method : {"gradcam", "gradcam++"}) {
    const NpyArray array = maps(method);
    EXPECT_EQ(array.shape, (std::vector<int64_t>{1, kSteps, kRows, kColumns}));
    const auto record = read_json(out() + "/right_2.json");
    EXPECT_EQ(record["model"]["layer"], "cell:0");
    EXPECT_EQ(record["model"]["layer_shape"], (std::vector<int>{16, kRows, kColumns}));
    EXPECT_EQ(record["conventions"]["steps"]["count"], kSteps);
    const auto& target = record["clips"][0]["targets"][0];
    EXPECT_EQ(target["label"], "right");
    const auto& steps = target["methods"][method]["steps"];
    ASSERT_EQ(steps.size(), static_cast<size_t>(kSteps));
    for (int s = 0; s < kSteps; ++s) {
      const auto map = step_of(array, s);
      const auto& step = steps[static_cast<size_t>(s)];
      EXPECT_FLOAT_EQ(step["min"].get<float>(), *std::min_element(map.begin(), map.end()));
      EXPECT_FLOAT_EQ(step["max"].get<float>(), *std::max_element(map.begin(), map.end()));
      EXPECT_EQ(step["status"], "ok") << s;
    }
  }
}

TEST_F(ExplainStepsTest, AStepIsWhatTheCallAloneGives) {
  explained({"--steps", "--method", "gradcam,layercam", "--target", "top:2"});
  const NpyArray all = read_npy(out() + "/right_2_layercam_top2.npy");
  explained({"-l", "cell#7", "--method", "gradcam,layercam", "--target", "top:2"});
  const NpyArray one = read_npy(out() + "/right_2_layercam_top2.npy");
  EXPECT_EQ(one.shape, (std::vector<int64_t>{1, 1, kRows, kColumns}));
  const auto step = step_of(all, 7);
  const float top = *std::max_element(step.begin(), step.end());
  ASSERT_GT(top, 0);
  for (size_t i = 0; i < step.size(); ++i) EXPECT_NEAR(step[i], one.values[i], 1e-4 * top) << i;
  EXPECT_FALSE(read_json(out() + "/right_2.json")["conventions"].contains("steps"));
}

double share_in_box(const std::vector<float>& map, const nlohmann::json& box, double cell) {
  double inside = 0, all = 0;
  for (int y = 0; y < kRows; ++y) {
    for (int x = 0; x < kColumns; ++x) {
      const double value = map[static_cast<size_t>(y * kColumns + x)];
      const double px = (x + 0.5) * cell, py = (y + 0.5) * cell;
      all += value;
      const bool in = px >= box[0] && py >= box[1] && px < box[2] && py < box[3];
      inside += in ? value : 0;
    }
  }
  return inside / all;
}

TEST_F(ExplainStepsTest, TheHeatOfEachStepLiesOnTheShapeThroughTheDark) {
  explained({"--steps", "--method", "gradcam"});
  const NpyArray array = maps("gradcam");
  std::ifstream lines(kSamples + "crossings/boxes.jsonl");
  std::string line;
  std::getline(lines, line);
  const auto truth = nlohmann::json::parse(line);
  ASSERT_EQ(truth["path"], "right_2.mp4");
  const double cell = truth["width"].get<double>() / kColumns;
  double share = 0, even = 0;
  for (int s = 1; s < kSteps; ++s) {
    const auto& box = truth["boxes"][static_cast<size_t>(s * kFramesAStep)][0];
    share += share_in_box(step_of(array, s), box, cell);
    even += share_in_box(std::vector<float>(size_t{kRows} * kColumns, 1), box, cell);
  }
  EXPECT_GT(share, 3 * even);
}

// The middle of the heat, in shares of the picture.
Point middle(const testing::Pixels& picture) {
  double sum = 0;
  Point p;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const double v = std::max(picture.at(x, y).g - 8, 0);
      sum += v;
      p.x += v * (x + 0.5) / picture.width;
      p.y += v * (y + 0.5) / picture.height;
    }
  }
  return {p.x / sum, p.y / sum};
}

Point middle(const std::vector<float>& map) {
  double sum = 0;
  Point p;
  for (int y = 0; y < kRows; ++y) {
    for (int x = 0; x < kColumns; ++x) {
      const double v = map[static_cast<size_t>(y * kColumns + x)];
      sum += v;
      p.x += v * (x + 0.5) / kColumns;
      p.y += v * (y + 0.5) / kRows;
    }
  }
  return {p.x / sum, p.y / sum};
}

TEST_F(ExplainStepsTest, EachFrameShowsTheMapOfItsStep) {
  explained({"--steps", "--method", "hirescam", "--view", "heat", "--colormap", "gray", "--no-text",
             "--crf", "10"});
  const NpyArray array = maps("hirescam");
  const auto video = testing::read_video(out() + "/right_2_hirescam.mp4", /*keep_pixels=*/true);
  ASSERT_EQ(video.frames(), kSteps * kFramesAStep);
  for (int s = 3; s < kSteps; ++s) {
    const Point shown = middle(video.pixels[static_cast<size_t>(s * kFramesAStep + 1)]);
    const Point of_map = middle(step_of(array, s));
    EXPECT_NEAR(shown.x, of_map.x, 0.02) << s;
    EXPECT_NEAR(shown.y, of_map.y, 0.02) << s;
  }
}

TEST_F(ExplainStepsTest, WhatHasNoStepsIsRefused) {
  const auto expect_refused = [&](const std::vector<std::string>& words, int code,
                                  const std::string& text) {
    const ProgramRun done = run(words);
    EXPECT_EQ(done.exit_code, code) << done.err;
    EXPECT_THAT(done.err, HasSubstr(text));
    EXPECT_TRUE(!fs::exists(out()) || fs::is_empty(out()));
  };
  expect_refused({"--steps", "-l", "where1,where2"}, 2,
                 "--steps: the calls of one layer are explained; name one");
  expect_refused({"--steps", "--method", "gradcam,occlusion"}, 2,
                 "--steps: occlusion goes back to the model's input");
  expect_refused({"--steps", "-l", "cell#3"}, 65, "layer 'cell#3' is one call");
  expect_refused({"--steps", "-l", "next1"}, 65, "layer 'next1'");
  const ProgramRun once = run_vidcam({"explain", testing::sample_video(), "-m",
                                      testing::sample_model(), "-o", out(), "-q", "--steps"});
  EXPECT_EQ(once.exit_code, 65) << once.err;
  EXPECT_THAT(once.err, HasSubstr("layer 'conv4a' runs once, so there are no steps to tell apart"));
}

}  // namespace
}  // namespace vidcam
