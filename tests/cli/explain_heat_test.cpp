#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "eval/energy_in_box.h"
#include "eval/full_heat.h"
#include "eval/manifest.h"
#include "eval/region.h"
#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::explain;
using testing::read_json;

// The maps of one video as written, clip by clip.
std::vector<Heat> read_maps(const std::string& path) {
  const NpyArray array = read_npy(path);
  std::vector<Heat> maps;
  const Heat shape{static_cast<int>(array.shape[1]),
                   static_cast<int>(array.shape[2]),
                   static_cast<int>(array.shape[3]),
                   {},
                   0,
                   0};
  for (size_t at = 0; at < array.values.size(); at += shape.size()) {
    Heat heat = shape;
    const auto first = array.values.begin() + static_cast<std::ptrdiff_t>(at);
    heat.values.assign(first, first + static_cast<std::ptrdiff_t>(shape.size()));
    maps.push_back(std::move(heat));
  }
  return maps;
}

// The geometry of the sample model's card: the whole picture is stretched to the model's size.
ClipSpec sample_spec() {
  const auto path = std::filesystem::path(testing::sample_model()).replace_extension(".json");
  const auto input = read_json(path.string())["input"];
  ClipSpec spec;
  spec.frames = input["frames"];
  spec.height = spec.resize_height = input["height"];
  spec.width = spec.resize_width = input["width"];
  return spec;
}

// Videos of unseen seeds, made by the sample program and explained once for all tests.
class ExplainHeatTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new testing::TempDir;
    const std::string make = std::string(VIDCAM_BINARY_DIR) + "/make_actions '" +
                             dir_->path().string() + "/set' --per-action 2 --seed 77 >/dev/null";
    ASSERT_EQ(std::system(make.c_str()), 0) << make;
    Manifest truth = read_manifest(*dir_ / "set/boxes.jsonl");
    ASSERT_TRUE(truth.faults.empty()) << truth.faults[0].message;
    videos_ = new std::vector<TruthItem>(std::move(truth.items));
    const auto run = explain({*dir_ / "set"}, *dir_ / "out", {"--recursive", "--view", "source"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  static void TearDownTestSuite() {
    delete videos_;
    delete dir_;
  }
  static std::string out(const TruthItem& video, const std::string& ending) {
    return *dir_ / ("out/" + std::filesystem::path(video.path).stem().string() + ending);
  }

  static testing::TempDir* dir_;
  static std::vector<TruthItem>* videos_;
};
testing::TempDir* ExplainHeatTest::dir_ = nullptr;
std::vector<TruthItem>* ExplainHeatTest::videos_ = nullptr;

TEST_F(ExplainHeatTest, TheModelKnowsTheActionsOfUnseenVideos) {
  int clips = 0;
  int right = 0;
  for (const TruthItem& video : *videos_) {
    for (const auto& clip : read_json(out(video, ".json"))["clips"]) {
      ++clips;
      right += clip["top"][0]["label"] == video.label;
    }
  }
  EXPECT_GE(right, 0.9 * clips) << right << " of " << clips;
}

TEST_F(ExplainHeatTest, HeatFollowsTheMovingShape) {
  const ClipSpec spec = sample_spec();
  for (const std::string method : {"gradcam", "gradcam++"}) {
    double energy = 0;
    double area = 0;
    for (const TruthItem& video : *videos_) {
      const auto record = read_json(out(video, ".json"));
      const auto maps = read_maps(out(video, "_" + method + ".npy"));
      ASSERT_EQ(maps.size(), record["clips"].size());
      for (size_t c = 0; c < maps.size(); ++c) {
        const int first = record["clips"][c]["first_frame"];
        const int frames = record["clips"][c]["frames"];
        const FullHeat heat = over_picture(maps[c], spec, video.width, video.height, frames);
        const auto boxes =
            std::span(video.boxes).subspan(static_cast<size_t>(first), static_cast<size_t>(frames));
        const auto got = energy_in_box(heat.values, region_of_boxes(heat.grid, boxes));
        if (!got) continue;
        energy += got->energy;
        area += got->area;
      }
    }
    EXPECT_GE(energy, 2 * area) << method;
    std::cout << method << ": " << energy / area
              << " times the heat of an even map lies in the shape's box\n";
  }
}

TEST_F(ExplainHeatTest, HeatChangesFromFrameToFrame) {
  for (const TruthItem& video : *videos_) {
    for (const Heat& heat : read_maps(out(video, "_gradcam++.npy"))) {
      ASSERT_GT(heat.t, 1);
      const auto step = static_cast<std::ptrdiff_t>(heat.h) * heat.w;
      double difference = 0;
      double sum = 0;
      for (std::ptrdiff_t i = 0; i < step; ++i) {
        difference += std::abs(heat.values[static_cast<size_t>(i)] -
                               heat.values[static_cast<size_t>(i + step)]);
        sum += heat.values[static_cast<size_t>(i)];
      }
      EXPECT_GT(difference, 0.01 * sum) << video.path;
    }
  }
}

TEST_F(ExplainHeatTest, TheOverlayIsHotWhereTheShapeIs) {
  // The picture itself, not the numbers: in jet, cold is a dark blue without red and green.
  const TruthItem& video = videos_->front();
  const auto run = explain({video.path}, *dir_ / "heat", {"--view", "heat", "--no-text"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto shown = testing::read_video(run.paths().front(), true);
  double inside = 0, outside = 0, n_inside = 0, n_outside = 0;
  for (size_t f = 0; f < shown.pixels.size(); ++f) {
    const Box& box = video.boxes[f].front();
    for (int y = 0; y < shown.height; y += 4) {
      for (int x = 0; x < shown.width; x += 4) {
        const auto color = shown.pixels[f].at(x, y);
        const bool in = x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1;
        (in ? inside : outside) += color.r + color.g;
        (in ? n_inside : n_outside) += 1;
      }
    }
  }
  EXPECT_GT(inside / n_inside, outside / n_outside + 50);
}

}  // namespace
}  // namespace vidcam
