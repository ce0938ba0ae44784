#include "pipeline/cli/explain/input_task.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

ClipRecord record_with_range(int64_t index, float low, float high,
                             MapStatus status = MapStatus::Ok) {
  ClipRecord record;
  record.clip.index = index;
  MethodMap map;
  map.heat = {1, 1, 1, {high}, low, high};
  map.status = status;
  record.explanation.targets.resize(1);
  record.explanation.targets[0].maps.push_back(map);
  return record;
}

ExplainSettings settings_with(Normalize normalize) {
  ExplainSettings settings;
  settings.model.methods = {"gradcam"};
  settings.normalize = normalize;
  return settings;
}

TEST(InputTaskTest, OnePassIsTheRule) {
  const ExplainSettings settings = settings_with(Normalize::Clip);
  InputTask task({}, settings, {{"top1", false, {}}}, {});
  EXPECT_EQ(task.pass(), Pass::MapsAndPaint);
  EXPECT_TRUE(task.job().paint);
  EXPECT_TRUE(task.job().pixels);
  EXPECT_FALSE(task.next_pass());
}

TEST(InputTaskTest, VideoTop1IsTheClassWithTheLargestMeanProbability) {
  const ExplainSettings settings = settings_with(Normalize::Clip);
  InputTask task({}, settings, {{"video-top1", true, {}}}, {});
  EXPECT_EQ(task.pass(), Pass::Scores);
  EXPECT_FALSE(task.job().paint);
  task.add_probabilities({0.9, 0.1, 0.0});
  task.add_probabilities({0.1, 0.5, 0.4});
  task.add_probabilities({0.1, 0.6, 0.3});
  EXPECT_TRUE(task.next_pass());
  EXPECT_EQ(task.pass(), Pass::MapsAndPaint);
  EXPECT_EQ(task.targets()[0], (TargetSpec{TargetSpec::Kind::Class, 1}));
}

TEST(InputTaskTest, NormalizingOverTheVideoReadsItTwiceAndHoldsOnlyMaps) {
  const ExplainSettings settings = settings_with(Normalize::Video);
  InputTask task({}, settings, {{"top1", false, {}}}, {});
  EXPECT_EQ(task.pass(), Pass::Maps);
  task.add(record_with_range(0, 0.5F, 2));
  task.add(record_with_range(1, 0.0F, 8));
  task.add(record_with_range(2, -100, 100, MapStatus::NonFinite));
  EXPECT_TRUE(task.next_pass());
  EXPECT_EQ(task.pass(), Pass::Paint);
  EXPECT_FALSE(task.job().pixels);
  for (int64_t c = 0; c < 3; ++c) {
    EXPECT_EQ(task.stored(c)->targets[0].maps[0].heat.low, 0.0F);
    EXPECT_EQ(task.stored(c)->targets[0].maps[0].heat.high, 8.0F);
  }
  EXPECT_EQ(task.stored(3), nullptr);
}

TEST(InputTaskTest, WithoutNormalizingTheValuesThemselvesAreShown) {
  const ExplainSettings settings = settings_with(Normalize::None);
  InputTask task({}, settings, {{"top1", false, {}}}, {});
  task.add(record_with_range(0, 0.5F, 2));
  EXPECT_EQ(task.records()[0].explanation.targets[0].maps[0].heat.low, 0.0F);
  EXPECT_EQ(task.records()[0].explanation.targets[0].maps[0].heat.high, 1.0F);
}

TEST(InputTaskTest, MapsThatAreNoEvidenceAreMarked) {
  const ExplainSettings settings = settings_with(Normalize::Clip);
  const InputTask task({}, settings, {{"top1", false, {}}}, {});
  EXPECT_EQ(task.heat_for(0, record_with_range(0, 0, 0, MapStatus::Flat).explanation)
                .targets[0]
                .methods[0]
                .mark,
            "flat map: no evidence");
  EXPECT_EQ(task.heat_for(0, record_with_range(0, 0, 1).explanation).targets[0].methods[0].mark,
            "");
}

}  // namespace
}  // namespace vidcam
