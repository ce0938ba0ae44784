#include "pipeline/cli/eval/eval_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/cli/eval/clip_scorer.h"
#include "pipeline/cli/eval/eval_run.h"
#include "pipeline/cli/option_values.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using testing::expect_error;

EvalSettings settings_of(Arguments arguments) {
  arguments.insert(arguments.end(), {"list.tsv", "-m", "model.pt"});
  return eval_settings_from(read_eval_options(arguments));
}

void expect_usage(const Arguments& arguments, const std::string& text) {
  expect_error(
      ExitCode::Usage, [&] { static_cast<void>(settings_of(arguments)); }, text);
}

TEST(EvalOptionsTest, DefaultsAreThePapers) {
  const EvalSettings s = settings_of({});
  EXPECT_THAT(s.inputs, ElementsAre("list.tsv"));
  EXPECT_THAT(s.model.methods, ElementsAre("gradcam", "gradcam++"));
  EXPECT_EQ(s.model.precision, PrecisionRequest::Float32);
  EXPECT_THAT(s.metrics, ElementsAre("drop", "increase", "win", "loc", "pointing", "energy",
                                     "inside-outside", "localisation"));
  EXPECT_EQ(s.target, EvalTarget::Predicted);
  EXPECT_EQ(s.mask_space, MaskSpace::Pixel);
  EXPECT_EQ(s.drop, DropKind::Relative);
  EXPECT_THAT(s.deltas, ElementsAre(0, 0.25, 0.5));
  EXPECT_EQ(s.box_share, 0.15);
}

TEST(EvalOptionsTest, ReadsEachConvention) {
  const auto model = settings_of({"--gradient", "rms", "--alpha-form", "epsilon", "--order",
                                  "upsample-relu-normalize", "--upsampling", "spline", "--range",
                                  "max", "--range-epsilon", "0.5"})
                         .model;
  EXPECT_TRUE(model.rms_gradient);
  EXPECT_EQ(model.alpha, AlphaForm::Epsilon);
  EXPECT_EQ(model.form, (HeatForm{MapOrder::UpsampleReluNormalize, Upsampling::Spline, true, 0.5}));
  EXPECT_EQ(settings_of({}).model.form, HeatForm());
  EXPECT_FALSE(settings_of({}).model.rms_gradient);
}

TEST(EvalOptionsTest, MetricsAreTakenInTheirOwnOrder) {
  EXPECT_THAT(settings_of({"--metrics", "loc,drop"}).metrics, ElementsAre("drop", "loc"));
  EXPECT_THAT(settings_of({"--metrics", "drop", "--curves"}).metrics,
              ElementsAre("drop", "area-confidence", "deletion", "insertion"));
  EXPECT_THAT(settings_of({"--metrics", "all,occlusion-correlation"}).metrics,
              ElementsAre("drop", "increase", "win", "loc", "pointing", "energy", "inside-outside",
                          "localisation", "occlusion-correlation"));
}

TEST(EvalOptionsTest, NamesWhatItTakes) {
  expect_usage({"--metrics", "drop,iou"}, "--metrics iou: expected all, drop, increase, win");
  expect_usage({"--target", "top1"}, "--target top1: expected predicted, true");
  expect_usage({"--mask-space", "rgb"}, "--mask-space rgb: expected normalised, pixel");
  expect_usage({"--loc-deltas", "0,1"}, "--loc-deltas 1: expected numbers of at least 0");
  expect_usage({"--loc-deltas", "x"}, "--loc-deltas x");
  expect_usage({"--range", "top"}, "--range top: expected max, min-max");
  expect_usage({"--view", "overlay"}, "unknown option --view");
  expect_usage({"--precision", "auto"}, "--precision auto: expected fp32, bf16 or int8");
  expect_usage({"--curve-steps", "1"}, "--curve-steps 1: expected a number from 2");
  expect_usage({"--metricz", "all"}, "did you mean --metrics");
}

TEST(EvalOptionsTest, WhatItPrintsAsConfigItReadsAsConfig) {
  const testing::TempDir dir;
  const Arguments given{"list.tsv", "-m",     "model.pt", "--metrics", "drop,win",
                        "--curves", "--seed", "7",        "--clips",   "2"};
  const std::string config = as_config(read_eval_options(given));
  std::ofstream(dir / "a.ini") << config;
  EXPECT_EQ(as_config(read_eval_options({"--config", dir / "a.ini"})), config);
  EXPECT_EQ(eval_settings_from(read_eval_options({"--config", dir / "a.ini"})).bootstrap.seed, 7u);
}

TEST(EvalOptionsTest, OcclusionIsExplainedWhereItsMapIsNeeded) {
  EXPECT_THAT(explained_methods(settings_of({})), ElementsAre("gradcam", "gradcam++"));
  EXPECT_THAT(explained_methods(settings_of({"--metrics", "occlusion-correlation"})),
              ElementsAre("gradcam", "gradcam++", "occlusion"));
  EXPECT_THAT(explained_methods(settings_of(
                  {"--metrics", "occlusion-correlation", "--methods", "occlusion,cam"})),
              ElementsAre("occlusion", "cam"));
}

TEST(EvalOptionsTest, ItemsShareBatchesWhereTheirClipsAreKnown) {
  EXPECT_EQ(items_together(settings_of({}), true, 4), 1u);
  EXPECT_EQ(items_together(settings_of({}), false, 4), 4u);
  EXPECT_EQ(items_together(settings_of({"--clips", "1"}), true, 4), 4u);
  EXPECT_EQ(items_together(settings_of({"--clips", "2"}), true, 4), 2u);
  EXPECT_EQ(items_together(settings_of({"--clips", "9"}), true, 4), 1u);
  EXPECT_EQ(items_together(settings_of({"--clips", "at:0,1"}), true, 4), 2u);
}

}  // namespace
}  // namespace vidcam
