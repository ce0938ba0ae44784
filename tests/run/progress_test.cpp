#include "pipeline/run/progress.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

TEST(ProgressTest, SaysHowFarAndHowLong) {
  Progress one(1, true);
  one.add_expected_frames(400);
  one.add_frames(100);
  EXPECT_EQ(one.text(10), "0/1 inputs, 100 of 400 frames, 10.0 frames/s, 0:30 left");
}

TEST(ProgressTest, JudgesInputsThatAreNotOpenYetByThoseThatAreDone) {
  Progress many(4, true);
  many.add_expected_frames(100);
  many.add_frames(100);
  many.input_done();
  EXPECT_EQ(many.text(20), "1/4 inputs, 100 frames, 5.0 frames/s, 1:00 left");
}

TEST(ProgressTest, PromisesNothingWhereNothingIsKnown) {
  EXPECT_EQ(Progress(2, true).text(0), "0/2 inputs, 0 frames, 0.0 frames/s");
}

TEST(ProgressTest, SaysHowFarAStepIs) {
  Progress progress(1, true);
  EXPECT_EQ(progress.step_text(3), "");
  progress.step("scorecam", 0, 2048);
  EXPECT_EQ(progress.step_text(3), "; scorecam 0 of 2048");
  EXPECT_EQ(progress.step_seconds(3), 0);
  progress.step("scorecam", 512, 2048);
  EXPECT_EQ(progress.step_text(20), "; scorecam 512 of 2048, 1:00 left");
  EXPECT_EQ(progress.step_seconds(20), 80);
  progress.step("scorecam", 2048, 2048);
  EXPECT_EQ(progress.step_text(80), "");
}

}  // namespace
}  // namespace vidcam
