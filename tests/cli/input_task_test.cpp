#include "pipeline/cli/explain/input_task.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

ClipExplanation with_range(float low, float high, MapStatus status = MapStatus::Ok) {
  ClipExplanation explanation;
  MethodMap map;
  map.heat = {1, 1, 1, {high}, low, high};
  map.status = status;
  explanation.targets.resize(1);
  explanation.targets[0].maps.push_back(map);
  return explanation;
}

Clip clip(int64_t index) {
  Clip clip;
  clip.index = index;
  return clip;
}

class InputTaskTest : public ::testing::Test {
 protected:
  InputTask task(Normalize normalize, const TargetRequest& target = {"top1", false, {}}) {
    settings_.out = dir_.path().string();
    settings_.model.methods = {"gradcam"};
    settings_.normalize = normalize;
    return {{}, settings_, {target}, {}};
  }
  testing::TempDir dir_;
  ExplainSettings settings_;
};

TEST_F(InputTaskTest, OnePassIsTheRule) {
  InputTask task = this->task(Normalize::Clip);
  EXPECT_EQ(task.pass(), Pass::MapsAndPaint);
  EXPECT_TRUE(task.job().paint);
  EXPECT_TRUE(task.job().pixels);
  EXPECT_FALSE(task.next_pass());
}

TEST_F(InputTaskTest, VideoTop1IsTheClassWithTheLargestMeanProbability) {
  InputTask task = this->task(Normalize::Clip, {"video-top1", true, {}});
  EXPECT_EQ(task.pass(), Pass::Scores);
  EXPECT_FALSE(task.job().paint);
  task.add_probabilities({0.9, 0.1, 0.0});
  task.add_probabilities({0.1, 0.5, 0.4});
  task.add_probabilities({0.1, 0.6, 0.3});
  EXPECT_TRUE(task.next_pass());
  EXPECT_EQ(task.pass(), Pass::MapsAndPaint);
  EXPECT_EQ(task.targets()[0], (TargetSpec{TargetSpec::Kind::Class, 1}));
}

TEST_F(InputTaskTest, NormalizingOverTheVideoReadsItTwiceAndKeepsOnlyMaps) {
  InputTask task = this->task(Normalize::Video);
  EXPECT_EQ(task.pass(), Pass::Maps);
  task.add(clip(0), with_range(0.5F, 2));
  task.add(clip(1), with_range(0.0F, 8));
  task.add(clip(2), with_range(-100, 100, MapStatus::NonFinite));
  EXPECT_TRUE(task.next_pass());
  EXPECT_EQ(task.pass(), Pass::Paint);
  EXPECT_FALSE(task.job().pixels);
  for (int64_t c = 0; c < 3; ++c) {
    EXPECT_EQ(task.stored(c)->clip, c);
    EXPECT_EQ(task.stored(c)->targets[0].methods[0].heat.low, 0.0F);
    EXPECT_EQ(task.stored(c)->targets[0].methods[0].heat.high, 8.0F);
  }
  EXPECT_EQ(task.stored(1)->targets[0].methods[0].heat.values, std::vector<float>{8});
  EXPECT_EQ(task.stored(2)->targets[0].methods[0].mark, "non-finite gradient: no evidence");
  EXPECT_FALSE(task.stored(3).has_value());
}

TEST_F(InputTaskTest, AVideoWithoutAFiniteMapIsShownAsZero) {
  InputTask task = this->task(Normalize::Video);
  task.add(clip(0), with_range(-100, 100, MapStatus::NonFinite));
  EXPECT_EQ(task.stored(0)->targets[0].methods[0].heat.low, 0.0F);
  EXPECT_EQ(task.stored(0)->targets[0].methods[0].heat.high, 0.0F);
}

TEST_F(InputTaskTest, WithoutNormalizingTheValuesThemselvesAreShown) {
  const ClipHeat shown = task(Normalize::None).add(clip(0), with_range(0.5F, 2));
  EXPECT_EQ(shown.targets[0].methods[0].heat.low, 0.0F);
  EXPECT_EQ(shown.targets[0].methods[0].heat.high, 1.0F);
}

TEST_F(InputTaskTest, SignedMapsStayAroundZero) {
  const auto with_sign = [](float size) {
    ClipExplanation explanation = with_range(-size, size);
    explanation.targets[0].maps[0].heat.is_signed = true;
    return explanation;
  };
  const ClipHeat raw = task(Normalize::None).add(clip(0), with_sign(3));
  EXPECT_EQ(raw.targets[0].methods[0].heat.low, -1.0F);
  EXPECT_EQ(raw.targets[0].methods[0].heat.high, 1.0F);
  InputTask whole = task(Normalize::Video);
  whole.add(clip(0), with_sign(3));
  whole.add(clip(1), with_sign(5));
  EXPECT_TRUE(whole.next_pass());
  EXPECT_EQ(whole.stored(0)->targets[0].methods[0].heat.low, -5.0F);
  EXPECT_EQ(whole.stored(0)->targets[0].methods[0].heat.high, 5.0F);
  EXPECT_TRUE(whole.stored(0)->targets[0].methods[0].heat.is_signed);
}

TEST_F(InputTaskTest, MapsThatAreNoEvidenceAreMarked) {
  InputTask task = this->task(Normalize::Clip);
  EXPECT_EQ(task.add(clip(0), with_range(0, 0, MapStatus::Flat)).targets[0].methods[0].mark,
            "flat map: no evidence");
  EXPECT_EQ(task.add(clip(1), with_range(0, 1)).targets[0].methods[0].mark, "");
}

}  // namespace
}  // namespace vidcam
