#include "pipeline/cli/batch/batch_settings.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "pipeline/cli/eval/eval_options.h"
#include "pipeline/cli/explain/explain_options.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

nlohmann::ordered_json planned(const Arguments& arguments) {
  return options_json(read_explain_options(arguments), result_options());
}

TEST(BatchSettingsTest, OptionsComeBackAsTheyWereGiven) {
  const auto options = planned({"-m",
                                "model.pt",
                                "--layer=a#2,b",
                                "--fuse=max",
                                "--method=gradcam,layercam",
                                "--target",
                                "label:#1 \"walk\"",
                                "--target=top:3",
                                "--versus=label:-run",
                                "--evidence=for,against",
                                "--steps",
                                "--softmax-bound=0.1",
                                "--smooth=3",
                                "--noise=0.3333333333333333",
                                "--clips",
                                "at:0.5,2",
                                "--stride=8",
                                "--view=heat,masked",
                                "--alpha=0.25",
                                "--no-text",
                                "--crf=31",
                                "--max-pixels=1000000000000",
                                "--card=imagenet",
                                "--channels",
                                "--memory=100"});
  const ExplainSettings s = explain_settings_from(options);
  EXPECT_EQ(s.model.layer, "a#2");
  EXPECT_EQ(s.model.further_layers, std::vector<std::string>{"b"});
  EXPECT_EQ(s.model.fuse, Fuse::Max);
  EXPECT_EQ(s.model.methods, (std::vector<std::string>{"gradcam", "layercam"}));
  EXPECT_EQ(s.target_texts, (std::vector<std::string>{"label:#1 \"walk\"", "top:3"}));
  EXPECT_EQ(s.versus, "label:-run");
  EXPECT_EQ(s.against, (std::vector<bool>{false, true}));
  EXPECT_TRUE(s.model.steps);
  EXPECT_EQ(s.model.softmax_bound, 0.1);
  EXPECT_EQ(s.model.smoothing.samples, 3);
  EXPECT_EQ(s.model.smoothing.noise, 0.3333333333333333);
  EXPECT_EQ(s.media.selection.at_seconds, (std::vector<double>{0.5, 2}));
  EXPECT_EQ(s.stride, 8);
  EXPECT_EQ(s.views, (std::vector<std::string>{"heat", "masked"}));
  EXPECT_EQ(s.media.alpha, 0.25);
  EXPECT_FALSE(s.media.text);
  EXPECT_TRUE(s.media.audio);
  EXPECT_EQ(s.media.crf, 31);
  EXPECT_EQ(s.media.max_pixels, 1000000000000);
  EXPECT_EQ(s.model.card, "imagenet");
  EXPECT_TRUE(s.model.channels);
  EXPECT_EQ(s.media.memory_bytes, int64_t{100} << 20);
}

// What a preset sets stands in the plan, so that a later version's presets change nothing.
TEST(BatchSettingsTest, PresetsAreWrittenOut) {
  const auto options = planned({"-m", "model.pt", "--preset=pytorch-grad-cam", "--tap=rectified"});
  EXPECT_EQ(options["upsampling"], "spline");
  const ExplainSettings s = explain_settings_from(options);
  EXPECT_EQ(s.preset, "pytorch-grad-cam");
  EXPECT_TRUE(s.model.rectified) << "named beside it";
  EXPECT_EQ(s.model.form.epsilon, 1e-7);
}

TEST(BatchSettingsTest, FilesDoNotDependOnWhereAShardIsRun) {
  const auto options =
      planned({"-m", "model.pt", "--input=text=a=b.txt", "--input=array=in/q.npy"});
  const std::string here = fs::current_path().string();
  EXPECT_EQ(options["model"], here + "/model.pt");
  EXPECT_EQ(options["input"][0], "text=a=b.txt");
  EXPECT_EQ(options["input"][1], "array=" + here + "/in/q.npy");
  EXPECT_EQ(options["channel-names"], "");
}

TEST(BatchSettingsTest, WhatResultsDoNotDependOnIsNotPlanned) {
  const auto options = planned({"-m", "model.pt", "--out=x", "--jobs=3", "--quiet", "--force"});
  for (const char* name : {"out", "jobs", "quiet", "force", "json", "help", "path"})
    EXPECT_FALSE(options.contains(name)) << name;
}

TEST(BatchSettingsTest, AnEvaluationsOptionsComeBackToo) {
  const auto options = options_json(
      read_eval_options({"-m", "model.pt", "--methods=gradcam,layercam", "--target=true",
                         "--metrics=drop,loc", "--curves", "--loc-deltas=0.1,0.3", "--seed=7",
                         "--clips=2", "--batch=1", "--out=x", "--jobs=2", "--dry-run"}),
      eval_result_options());
  for (const char* name : {"out", "jobs", "quiet", "dry-run", "recursive", "help", "path"})
    EXPECT_FALSE(options.contains(name)) << name;
  EXPECT_EQ(options["model"], fs::current_path().string() + "/model.pt");
  const EvalSettings s = eval_settings_from(options);
  EXPECT_EQ(s.model.methods, (std::vector<std::string>{"gradcam", "layercam"}));
  EXPECT_EQ(s.target, EvalTarget::True);
  EXPECT_TRUE(s.measures("loc") && s.measures("insertion") && !s.measures("win"));
  EXPECT_EQ(s.deltas, (std::vector<double>{0.1, 0.3}));
  EXPECT_EQ(s.bootstrap.seed, 7U);
  EXPECT_EQ(s.reading.selection.spread, 2);
  EXPECT_EQ(s.model.batch, 1);
}

}  // namespace
}  // namespace vidcam
