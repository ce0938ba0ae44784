#include "pipeline/cli/explain/explain_options.h"

#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/cli/option_values.h"
#include "pipeline/cli/reading.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::expect_error;

ExplainSettings settings_of(Arguments arguments) {
  arguments.insert(arguments.end(), {"clip.mp4", "-m", "model.pt"});
  return settings_from(read_explain_options(arguments));
}

void expect_usage(const Arguments& arguments, const std::string& text) {
  expect_error(
      ExitCode::Usage, [&] { static_cast<void>(settings_of(arguments)); }, text);
}

TEST(ExplainOptionsTest, DefaultsAreThePapers) {
  const ExplainSettings s = settings_of({});
  EXPECT_EQ(s.inputs, (std::vector<std::string>{"clip.mp4"}));
  EXPECT_EQ(s.model.model_path, "model.pt");
  EXPECT_TRUE(s.model.rectified);
  EXPECT_EQ(s.model.methods, (std::vector<std::string>{"gradcam", "gradcam++"}));
  EXPECT_EQ(s.target_texts, (std::vector<std::string>{"top1"}));
  EXPECT_EQ(s.views, (std::vector<std::string>{"overlay"}));
  EXPECT_EQ(s.media.alpha, 0.5);
  EXPECT_EQ(s.out, "vidcam-out");
}

TEST(ExplainOptionsTest, BatchAndSoftmaxBoundReachTheMethods) {
  const auto model = settings_of({"--batch", "7", "--softmax-bound", "0"}).model;
  EXPECT_EQ(model.batch, 7);
  EXPECT_EQ(model.softmax_bound, 0);
}

TEST(ExplainOptionsTest, TargetsRepeat) {
  EXPECT_EQ(settings_of({"--target", "top:3", "--target", "class:5"}).target_texts,
            (std::vector<std::string>{"top:3", "class:5"}));
}

TEST(ExplainOptionsTest, ReadsWhatATargetIsHeldAgainst) {
  EXPECT_EQ(settings_of({}).against, (std::vector<bool>{false}));
  EXPECT_EQ(settings_of({"--evidence", "for,against"}).against, (std::vector<bool>{false, true}));
  EXPECT_EQ(settings_of({"--versus", "label:run"}).versus, "label:run");
  expect_usage({"--evidence", "both"}, "--evidence both: expected for, against or for,against");
}

TEST(ExplainOptionsTest, ReadsSeveralLayersAndHowTheyAreFused) {
  const auto model = settings_of({"--layer", "conv4b,conv5b", "--fuse", "product"}).model;
  EXPECT_EQ(model.layer, "conv4b");
  EXPECT_EQ(model.further_layers, (std::vector<std::string>{"conv5b"}));
  EXPECT_EQ(model.fuse, Fuse::Product);
  EXPECT_TRUE(settings_of({}).model.further_layers.empty());
  expect_usage({"--layer", "conv5b,conv5b"}, "named twice");
  expect_usage({"--fuse", "sum"}, "--fuse sum: expected max, mean, product");
}

TEST(ExplainOptionsTest, StepsAreAskedFor) {
  EXPECT_FALSE(settings_of({}).model.steps);
  EXPECT_TRUE(settings_of({"--steps"}).model.steps);
}

TEST(ExplainOptionsTest, ReadsTheNoiseOfSmoothing) {
  EXPECT_EQ(settings_of({}).model.smoothing.samples, 0);
  const auto noise =
      settings_of({"--smooth", "8", "--noise", "0.2", "--seed", "5"}).model.smoothing;
  EXPECT_EQ(noise.samples, 8);
  EXPECT_EQ(noise.noise, 0.2);
  EXPECT_EQ(noise.seed, 5U);
}

TEST(ExplainOptionsTest, ReadsEachConvention) {
  const auto model = settings_of({"--gradient", "rms", "--alpha-form", "epsilon", "--order",
                                  "upsample-relu-normalize", "--upsampling", "spline", "--range",
                                  "max", "--range-epsilon", "0.5"})
                         .model;
  EXPECT_TRUE(model.rms_gradient);
  EXPECT_EQ(model.alpha, AlphaForm::Epsilon);
  EXPECT_EQ(model.form, (HeatForm{MapOrder::UpsampleReluNormalize, Upsampling::Spline, true, 0.5}));
  EXPECT_EQ(settings_of({}).model.form, HeatForm());
}

TEST(ExplainOptionsTest, CoresAreSharedAmongTheInputsInWork) {
  EXPECT_EQ(settings_of({}).media.codec_threads, 0);
  EXPECT_EQ(codec_threads_for(3, 100), 3) << "as asked for";
  EXPECT_EQ(codec_threads_for(0, 1000), 1);
  EXPECT_GE(codec_threads_for(0, 1), codec_threads_for(0, 2));
  EXPECT_LE(codec_threads_for(0, 1), 16);
  expect_usage({"--codec-threads", "65"}, "--codec-threads 65");
}

TEST(ExplainOptionsTest, ReadsWindows) {
  EXPECT_EQ(settings_of({"--clips", "4"}).media.selection.spread, 4);
  EXPECT_EQ(settings_of({"--clips", "at:1,2.5"}).media.selection.at_seconds,
            (std::vector<double>{1, 2.5}));
  expect_usage({"--clips", "few"}, "expected all, a number of windows, or at:SECONDS");
  expect_usage({"--clips", "at:soon"}, "expected seconds behind at:");
}

TEST(ExplainOptionsTest, NamesWhatItTakes) {
  expect_usage({"--tap", "both"}, "--tap both: expected raw, rectified");
  expect_usage({"--alpha", "1.5"}, "--alpha 1.5: expected a number from 0 to 1");
  expect_usage({"--softmax-bound", "-1"}, "--softmax-bound -1: expected a number from 0 to 1");
  expect_usage({"--view", "overlay,mask"},
               "--view mask: expected overlay, masked, heat, guided, side-by-side, source, sheet");
  expect_usage({"--method", "gradcam,gradcam"}, "named twice");
  expect_usage({"--codec", "av1"}, "--codec av1: expected h264");
}

TEST(ExplainOptionsTest, ReadsTheWindowsOfOcclusion) {
  EXPECT_EQ(settings_of({}).model.occlusion, OcclusionOptions{});
  EXPECT_EQ(settings_of({"--occlusion-patch", "24", "--occlusion-stride", "12",
                         "--occlusion-frames", "4", "--occlusion-frame-stride", "2"})
                .model.occlusion,
            (OcclusionOptions{24, 12, 4, 2}));
  expect_usage({"--occlusion-patch", "-1"}, "--occlusion-patch -1: expected a number from 0");
}

TEST(ExplainOptionsTest, SuggestsForUnknownOptions) {
  expect_usage({"--colourmap", "jet"}, "unknown option --colourmap; did you mean --colormap");
}

TEST(ExplainOptionsTest, DoesNotGuessShortenedOptions) {
  expect_usage({"--norm", "clip"}, "--norm");
}

TEST(ExplainOptionsTest, WantsAModel) {
  expect_error(
      ExitCode::Usage, [] { static_cast<void>(settings_from(read_explain_options({"clip.mp4"}))); },
      "give it with -m MODEL.pt");
}

TEST(ExplainOptionsTest, WhatItPrintsAsConfigItReadsAsConfig) {
  const testing::TempDir dir;
  const Arguments given{"clip.mp4",   "-m",       "model.pt", "--alpha",   "0.25",    "--target",
                        "label:walk", "--target", "top:2",    "--no-text", "--clips", "at:1.5"};
  const std::string config = as_config(read_explain_options(given));
  std::ofstream(dir / "a.ini") << config;
  EXPECT_EQ(as_config(read_explain_options({"--config", dir / "a.ini"})), config);
}

TEST(ExplainOptionsTest, TheCommandLineWinsOverTheConfig) {
  const testing::TempDir dir;
  std::ofstream(dir / "a.ini") << "alpha = 0.25\ncrf = 30\n";
  const ExplainSettings s = settings_of({"--config", dir / "a.ini", "--alpha", "0.75"});
  EXPECT_EQ(s.media.alpha, 0.75);
  EXPECT_EQ(s.media.crf, 30);
}

}  // namespace
}  // namespace vidcam
