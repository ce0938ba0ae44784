#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "pipeline/base/npy.h"
#include "tests/cli/results_table.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

// Inputs that are model input already, against the videos and pictures that they were made of.
namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::eval_arguments;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::read_table;
using testing::row_of;
using testing::run_vidcam;
using testing::sample_video;

const std::string kSamples = std::string(VIDCAM_SOURCE_DIR) + "/samples/";

class EvalTensorsTest : public ::testing::Test {
 protected:
  // What the sample model sees of the sample video's first two windows.
  void dump_clips() {
    const ProgramRun run =
        testing::explain({sample_video()}, dir_ / "ex",
                         {"--clips", "2", "--method", "gradcam", "--view", "source", "--precision",
                          "fp32", "--dump-clips", dir_ / "clips"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  [[nodiscard]] std::string clip(int n) const {
    return dir_ / ("clips/left_28_clip0000" + std::to_string(n) + ".npy");
  }
  [[nodiscard]] ProgramRun eval(const std::vector<std::string>& inputs, const std::string& out,
                                const std::vector<std::string>& more) const {
    return run_vidcam(eval_arguments(inputs, dir_ / out, more));
  }
  [[nodiscard]] testing::TableRow row(const std::string& out, const std::string& id) const {
    return row_of(read_table(dir_ / (out + "/results.csv")), id, "gradcam++");
  }
  static void expect_same_figures(const testing::TableRow& a, const testing::TableRow& b,
                                  const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      const double value = std::stod(b.at(name));
      EXPECT_NEAR(std::stod(a.at(name)), value, 1e-3 * std::max(1.0, std::abs(value))) << name;
    }
  }
  testing::TempDir dir_;
};

// In pixel space and in the model's input, with the curves.
TEST_F(EvalTensorsTest, MeasureWhatTheirVideoDoes) {
  dump_clips();
  NpyArray both = read_npy(clip(0));
  const NpyArray second = read_npy(clip(1));
  both.shape.insert(both.shape.begin(), 2);
  both.values.insert(both.values.end(), second.values.begin(), second.values.end());
  std::ofstream(dir_ / "both.npy", std::ios::binary) << npy_bytes(both.shape, both.values);
  for (const std::string space : {"pixel", "normalised"}) {
    const std::vector<std::string> more{
        "--mask-space", space, "--metrics", "drop,increase,win", "--curves", "--curve-steps", "2"};
    auto windows = more;
    windows.insert(windows.end(), {"--clips", "2"});
    ASSERT_EQ(eval({sample_video()}, "video" + space, windows).exit_code, 0);
    const ProgramRun run = eval({dir_ / "both.npy", clip(1)}, "tensor" + space, more);
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const auto tensor = row("tensor" + space, dir_ / "both.npy");
    EXPECT_EQ(tensor.at("clips"), "2");
    EXPECT_EQ(row("tensor" + space, clip(1)).at("clips"), "1");
    expect_same_figures(tensor, row("video" + space, sample_video()),
                        {"confidence", "explained", "drop", "increase", "win_over_gradcam",
                         "area_confidence", "deletion", "insertion"});
  }
  EXPECT_NE(row("tensorpixel", clip(1)).at("explained"),
            row("tensornormalised", clip(1)).at("explained"));
}

// Boxes and masks are in pixels of the input.
TEST_F(EvalTensorsTest, WhatIsKnownOfThemIsInPixelsOfTheInput) {
  dump_clips();
  const NpyArray input = read_npy(clip(0));
  const auto height = static_cast<int>(input.shape.at(2)),
             width = static_cast<int>(input.shape.at(3));
  testing::VideoSpec mask_of;
  mask_of.path = dir_ / "half.png";
  mask_of.width = width;
  mask_of.height = height;
  mask_of.frames = 1;
  mask_of.painting = [width](int, int x, int) {
    return x < width / 2 ? testing::Rgb{255, 255, 255} : testing::Rgb{};
  };
  testing::write_video(mask_of);
  const std::string half = "0,0," + std::to_string(width / 2) + "," + std::to_string(height);
  std::ofstream(dir_ / "list.tsv") << "path\tid\tlabel\tboxes\tmask\twidth\theight\n"
                                   << clip(0) << "\tbox\tleft\t" << half << "\t\t\t\n"
                                   << clip(0) << "\tmask\tleft\t\thalf.png\t\t\n"
                                   << clip(0) << "\tother\tleft\t" << half << "\t\t7\t7\n";
  const ProgramRun run =
      eval({dir_ / "list.tsv"}, "out", {"--metrics", "loc,energy,pointing", "--target", "true"});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  const std::string size = std::to_string(width) + "x" + std::to_string(height);
  EXPECT_THAT(run.err, HasSubstr("it is " + size + " as shown"));
  const auto box = row("out", "box"), mask = row("out", "mask");
  EXPECT_EQ(box.at("object_area"), "0.5");
  EXPECT_GT(std::stod(box.at("energy")), 0);
  for (const char* name : {"loc_0", "loc_0.25", "loc_0.5", "energy", "object_area", "pointing"})
    EXPECT_EQ(box.at(name), mask.at(name)) << name;
  EXPECT_EQ(row("out", "other").at("status"), "failed");
}

TEST_F(EvalTensorsTest, OneThatIsNoInputFailsByItself) {
  std::ofstream(dir_ / "x.npy") << "?";
  std::ofstream(dir_ / "flat.npy", std::ios::binary)
      << npy_bytes(std::vector<int64_t>{3, 4}, std::vector<float>(12));
  std::ofstream(dir_ / "short.npy", std::ios::binary)
      << npy_bytes(std::vector<int64_t>{3, 1, 1, 1}, std::vector<float>(3));
  const ProgramRun run =
      eval({dir_ / "x.npy", dir_ / "flat.npy", dir_ / "short.npy", sample_video()}, "out",
           {"--clips", "1", "--metrics", "drop"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("x.npy"));
  EXPECT_THAT(run.err, HasSubstr("flat.npy: a tensor of shape [3, 4] is no input of this model"));
  EXPECT_THAT(run.err, HasSubstr("short.npy: "));
  EXPECT_EQ(row("out", sample_video()).at("status"), "ok");
  EXPECT_EQ(row("out", dir_ / "flat.npy").at("status"), "failed");
}

// Of a model of pictures, among pictures that share its batches.
TEST_F(EvalTensorsTest, PicturesToo) {
  const std::string picture = kSamples + "pictures/scene_13.png";
  const std::vector<std::string> model{"-m", kSamples + "models/answers_cnn.pt", "--input",
                                       "question=what shape is cyan"};
  std::vector<std::string> dump{"explain",   picture,        "-o",
                                dir_ / "ex", "--dump-clips", dir_ / "clips"};
  dump.insert(dump.end(), model.begin(), model.end());
  ASSERT_EQ(run_vidcam(dump).exit_code, 0);
  const std::string tensor = dir_ / "clips/scene_13_clip00000.npy";
  std::vector<std::string> arguments{"eval",       picture,     tensor, "-o",
                                     dir_ / "out", "--metrics", "drop"};
  arguments.insert(arguments.end(), model.begin(), model.end());
  const ProgramRun run = run_vidcam(arguments);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(row("out", tensor).at("predicted"), row("out", picture).at("predicted"));
  expect_same_figures(row("out", tensor), row("out", picture), {"confidence", "explained", "drop"});
}

}  // namespace
}  // namespace vidcam
