// The media half's sample programs, run as a user would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "decode/clip_sampler.h"
#include "decode/frame_source.h"
#include "eval/manifest.h"
#include "pipeline/base/npy.h"
#include "samples/scenes/crossing.h"
#include "samples/scenes/shapes.h"
#include "samples/scenes/still_scene.h"
#include "tests/support/temp_dir.h"

namespace vidcam::samples {
namespace {

const std::string kBinaries = VIDCAM_BINARY_DIR;
const std::string kSample = std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/left_28.mp4";

int run(const std::string& command) {
  return std::system(("\"" + kBinaries + "/" + command + " >/dev/null 2>&1").c_str());
}

std::vector<nlohmann::json> json_lines(const std::string& path) {
  std::vector<nlohmann::json> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

double mean_difference(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

TEST(MakeActionsTest, VideosHoldTheScenesOfTheirSeeds) {
  const auto dir = testing::temp_dir();
  ASSERT_EQ(run("make_actions\" " + (dir / "set") +
                " --per-action 2 --seed 5 --size 160x120 --frames 9 --only grow,left"),
            0);
  const auto lines = json_lines(dir / "set/boxes.jsonl");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[3].at("path"), "left_6.mp4");
  EXPECT_EQ(lines[3].at("label"), "left");
  const Scene scene(6, Action::Left, 9);
  const auto source = open_source(dir / "set/left_6.mp4");
  EXPECT_EQ(source->info().frame_rate, (Rational{12, 1}));
  const FrameSampler sampler(
      source->info(), {1, 1, 120, 160, ClipSpec::Resize::Stretch, 120, 160, ClipSpec::Crop::None});
  std::vector<uint8_t> drawn(160 * 120 * 3);
  int frames = 0;
  for (; const auto frame = source->next(); ++frames) {
    scene.render(frames, 160, 120, drawn);
    EXPECT_LT(mean_difference(sampler.sample(*frame), drawn), 6) << "frame " << frames;
    EXPECT_NEAR(lines[3].at("boxes").at(static_cast<size_t>(frames)).at(0).at(2).get<double>(),
                scene.box(frames, 160, 120).x1, 0.01);
  }
  EXPECT_EQ(frames, 9);
}

TEST(MakeActionsTest, WrongWordsAreAUsageError) {
  const auto dir = testing::temp_dir();
  for (const char* words : {"--only dance", "--size 3", "--frames 1000", "--speed 2"}) {
    EXPECT_EQ(WEXITSTATUS(run("make_actions\" " + (dir / "set") + " " + words)), 2) << words;
  }
}

TEST(MakeCrossingsTest, VideosHoldThreeFramesAStep) {
  const auto dir = testing::temp_dir();
  ASSERT_EQ(run("make_crossings\" " + (dir / "set") + " --count 2 --seed 9 --size 160x120"), 0);
  const auto lines = json_lines(dir / "set/boxes.jsonl");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].at("path"), "right_10.mp4");
  EXPECT_EQ(lines[1].at("label"), "right");
  const Crossing crossing(10, 1);
  const auto source = open_source(dir / "set/right_10.mp4");
  EXPECT_EQ(source->info().frame_rate, (Rational{24, 1}));
  const FrameSampler sampler(
      source->info(), {1, 1, 120, 160, ClipSpec::Resize::Stretch, 120, 160, ClipSpec::Crop::None});
  std::vector<uint8_t> drawn(160 * 120 * 3);
  int frames = 0;
  for (; const auto frame = source->next(); ++frames) {
    crossing.render(frames / 3.0, 160, 120, drawn);
    EXPECT_LT(mean_difference(sampler.sample(*frame), drawn), 6) << "frame " << frames;
    EXPECT_NEAR(lines[1].at("boxes").at(static_cast<size_t>(frames)).at(0).at(2).get<double>(),
                crossing.box(frames / 3.0, 160, 120).x1, 0.01);
  }
  EXPECT_EQ(frames, 3 * kCrossingSteps);
  EXPECT_EQ(WEXITSTATUS(run("make_crossings\" " + (dir / "set") + " --size 3")), 2);
}

TEST(SampleVideosTest, CrossingsAreWhatTheRecipeMakes) {
  const auto lines = json_lines(std::string(VIDCAM_SOURCE_DIR) + "/samples/crossings/boxes.jsonl");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].at("path"), "up_11.mp4");
  const Box box = Crossing(11, 2).box(47 / 3.0, 320, 240);
  EXPECT_NEAR(lines[1].at("boxes").at(47).at(0).at(1).get<double>(), box.y0, 0.01);
}

TEST(SampleVideosTest, AreWhatTheRecipeMakes) {
  const auto lines = json_lines(std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/boxes.jsonl");
  ASSERT_EQ(lines.size(), 3U);
  const Scene scene(28, Action::Left, kMostFrames);
  EXPECT_EQ(lines[0].at("path"), "left_28.mp4");
  ASSERT_EQ(lines[0].at("boxes").size(), 60U);
  for (int f = 0; f < kMostFrames; ++f) {
    EXPECT_NEAR(lines[0].at("boxes").at(static_cast<size_t>(f)).at(0).at(0).get<double>(),
                scene.box(f, 480, 360).x0, 0.01);
  }
}

std::vector<uint8_t> decoded(const std::string& path, int side) {
  const auto source = open_source(path);
  const FrameSampler sampler(source->info(), {1, 1, side, side, ClipSpec::Resize::Stretch, side,
                                              side, ClipSpec::Crop::None});
  return sampler.sample(source->next().value());
}

void expect_scene(const TruthItem& item, const nlohmann::json& line, uint64_t seed, int side) {
  const StillScene scene(seed);
  std::vector<uint8_t> drawn(static_cast<size_t>(side) * static_cast<size_t>(side) * 3);
  scene.render(side, side, drawn);
  EXPECT_EQ(decoded(item.path, side), drawn) << item.path;
  EXPECT_EQ(line.at("caption"), scene.caption());
  ASSERT_EQ(item.boxes_of(0).size(), 2U);
  for (size_t thing = 0; thing < 2; ++thing) {
    EXPECT_NEAR(item.boxes_of(0)[thing].x0, scene.box(thing, side, side).x0, 0.01);
    EXPECT_NEAR(item.boxes_of(0)[thing].y1, scene.box(thing, side, side).y1, 0.01);
    EXPECT_EQ(line.at("words").at(thing), scene.word_places(thing));
  }
}

TEST(MakeScenesTest, PicturesHoldTheScenesOfTheirSeeds) {
  const auto dir = testing::temp_dir();
  ASSERT_EQ(run("make_scenes\" " + (dir / "set") + " --count 2 --seed 5 --side 64"), 0);
  const auto lines = json_lines(dir / "set/captions.jsonl");
  const Manifest manifest = read_manifest(dir / "set/captions.jsonl");
  ASSERT_EQ(manifest.items.size(), 2U);
  EXPECT_EQ(lines.at(1).at("path"), "scene_6.png");
  for (size_t i = 0; i < 2; ++i) expect_scene(manifest.items[i], lines[i], 5 + i, 64);
}

TEST(MakeScenesTest, WrongWordsAreAUsageError) {
  const auto dir = testing::temp_dir();
  for (const char* words : {"--side 3", "--count x", "--size 20"})
    EXPECT_EQ(WEXITSTATUS(run("make_scenes\" " + (dir / "set") + " " + words)), 2) << words;
}

TEST(SamplePicturesTest, AreWhatTheRecipeMakes) {
  const std::string list = std::string(VIDCAM_SOURCE_DIR) + "/samples/pictures/captions.jsonl";
  const auto lines = json_lines(list);
  const Manifest manifest = read_manifest(list);
  ASSERT_EQ(manifest.items.size(), 3U);
  for (size_t i = 0; i < 3; ++i) expect_scene(manifest.items[i], lines[i], 11 + i, 192);
}

TEST(OverlayFramesTest, HeatIsLaidWhereTheTensorSays) {
  const auto dir = testing::temp_dir();
  std::ofstream(dir / "heat.npy", std::ios::binary)
      << npy_bytes(std::vector<int64_t>{1, 1, 2}, std::vector<float>{0, 1});
  ASSERT_EQ(
      run("overlay_frames\" \"" + kSample + "\" " + (dir / "heat.npy") + " " + (dir / "out.mp4")),
      0);
  const auto source = open_source(dir / "out.mp4");
  const FrameSampler sampler(source->info(),
                             {1, 1, 2, 8, ClipSpec::Resize::Stretch, 2, 8, ClipSpec::Crop::None});
  int frames = 0;
  for (; const auto frame = source->next(); ++frames) {
    const auto rgb = sampler.sample(*frame);
    EXPECT_GT(rgb[2], rgb[0]) << "left is cold: blue";
    EXPECT_GT(rgb[21], rgb[23]) << "right is hot: red";
  }
  EXPECT_EQ(frames, 60);
}

TEST(OverlayFramesTest, WhatCannotBeUsedEndsWithItsExitCode) {
  const auto dir = testing::temp_dir();
  std::ofstream(dir / "flat.npy", std::ios::binary)
      << npy_bytes(std::vector<int64_t>{2}, std::vector<float>{0, 1});
  EXPECT_EQ(WEXITSTATUS(run("overlay_frames\" \"" + kSample + "\" " + (dir / "none.npy") + " " +
                            (dir / "out.mp4"))),
            66);
  EXPECT_EQ(WEXITSTATUS(run("overlay_frames\" \"" + kSample + "\" " + (dir / "flat.npy") + " " +
                            (dir / "out.mp4"))),
            65);
  EXPECT_FALSE(std::filesystem::exists(dir / "out.mp4"));
}

}  // namespace
}  // namespace vidcam::samples
