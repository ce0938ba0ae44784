#include "pipeline/cli/explain/output_names.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

const Input kClip{"videos/clip.mp4", InputKind::Media, "clip"};

std::vector<std::string> paths(const ExplainSettings& settings,
                               const std::vector<TargetRequest>& targets) {
  std::vector<std::string> all;
  for (const auto& output : name_outputs("out", kClip, settings, targets))
    all.push_back(output.path);
  return all;
}

TEST(OutputNamesTest, OneTargetAndViewKeepNamesShort) {
  EXPECT_EQ(paths({}, {{"top1", false, {}}}),
            (std::vector<std::string>{"out/clip_gradcam", "out/clip_gradcam++"}));
}

TEST(OutputNamesTest, SeveralTargetsOrViewsAreInTheName) {
  ExplainSettings settings;
  settings.views = {"overlay", "masked"};
  EXPECT_EQ(paths(settings, {{"walk", false, {}}})[3], "out/clip_gradcam++_walk_masked");
  EXPECT_EQ(paths({}, {{"top1", false, {}}, {"top2", false, {}}})[2],
            "out/clip_gradcam_top2_overlay");
}

TEST(OutputNamesTest, SideBySideShowsAllMethodsInOneFile) {
  ExplainSettings settings;
  settings.views = {"side-by-side", "source"};
  const auto outputs = name_outputs("out", kClip, settings, {{"top1", false, {}}});
  ASSERT_EQ(outputs.size(), 2U);
  EXPECT_EQ(outputs[0].path, "out/clip_side-by-side");
  EXPECT_EQ(outputs[0].methods, (std::vector<int>{0, 1}));
  EXPECT_EQ(outputs[1].path, "out/clip_source");
}

TEST(OutputNamesTest, OneContactSheetShowsAllMethodsOfAllTargets) {
  ExplainSettings settings;
  settings.views = {"sheet"};
  const std::vector<TargetRequest> targets{{"top1", false, {}}, {"top2", false, {}}};
  const auto outputs = name_outputs("out", kClip, settings, targets);
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].path, "out/clip_sheet");
  EXPECT_EQ(outputs[0].methods, (std::vector<int>{0, 1}));
  EXPECT_EQ(outputs[0].targets, 2);
  const Input elsewhere{"videos/clip.mp4", InputKind::Media, "clip", "sheets/all"};
  EXPECT_EQ(name_outputs("out", elsewhere, settings, targets)[0].path, "sheets/all");
}

TEST(OutputNamesTest, MapsAndRecord) {
  EXPECT_EQ(name_map("out", "clip", "gradcam++", "top1", 1), "out/clip_gradcam++.npy");
  EXPECT_EQ(name_map("out", "clip", "gradcam++", "walk", 2), "out/clip_gradcam++_walk.npy");
  EXPECT_EQ(name_record("out", "clip"), "out/clip.json");
}

}  // namespace
}  // namespace vidcam
