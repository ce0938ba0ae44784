#include "model3d/labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using testing::expect_error;

TEST(LabelsTest, OneALine) {
  EXPECT_THAT(parse_labels("a b\nc\n", "l.txt"), ElementsAre("a b", "c"));
}

TEST(LabelsTest, LineEndsOfWindowsAByteOrderMarkAndBlankLastLinesDoNotCount) {
  EXPECT_THAT(parse_labels("\xEF\xBB\xBFwalk\r\nrun\r\n\r\n\n", "l.txt"),
              ElementsAre("walk", "run"));
}

TEST(LabelsTest, NumbersInOrderAreTakenOff) {
  EXPECT_THAT(parse_labels("0 abseiling\n1 air drumming\n", "l.txt"),
              ElementsAre("abseiling", "air drumming"));
  EXPECT_THAT(parse_labels("1\tApplyEyeMakeup\n2\tArchery", "l.txt"),
              ElementsAre("ApplyEyeMakeup", "Archery"));
}

TEST(LabelsTest, NumbersThatAreNamesStay) {
  EXPECT_THAT(parse_labels("0\n1\n2\n", "l.txt"), ElementsAre("0", "1", "2"));
  EXPECT_THAT(parse_labels("3 point shot\nwalk\n", "l.txt"), ElementsAre("3 point shot", "walk"));
  EXPECT_THAT(parse_labels("5 a\n6 b\n", "l.txt"), ElementsAre("5 a", "6 b"));
}

TEST(LabelsTest, EmptyFilesAndLinesAreNamed) {
  expect_error(
      ExitCode::Unusable, [] { (void)parse_labels("\n\n", "l.txt"); }, "l.txt: holds no labels");
  expect_error(
      ExitCode::Unusable, [] { (void)parse_labels("a\n\nb\n", "l.txt"); },
      "l.txt: line 2 is empty");
  expect_error(
      ExitCode::Missing, [] { (void)read_labels("/nowhere/l.txt"); },
      "/nowhere/l.txt: no such label file");
  expect_error(
      ExitCode::Unusable, [] { (void)read_labels("/"); },
      "/: is no regular file, so no label file");
}

}  // namespace
}  // namespace vidcam
