#include "pipeline/cli/report/time_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

ClipMoment moment(int64_t first, int64_t frames, std::map<std::string, double> p) {
  return {first, frames, static_cast<double>(first) / 10, std::move(p)};
}

Json written(const std::vector<ClipMoment>& moments, double rate) {
  return time_line(moments, rate, TimeOf::WrittenVideo);
}

TEST(TimeLineTest, EachClipStandsWhereItBegins) {
  const Json line = written({moment(0, 16, {{"a", 0.5}}), moment(16, 16, {{"a", 0.25}})}, 10);
  EXPECT_EQ(line["t"], Json({0.0, 1.6}));
  EXPECT_EQ(line["end"], 3.2);
  EXPECT_EQ(line["classes"], Json::array({{{"name", "a"}, {"p", {0.5, 0.25}}}}));
  EXPECT_EQ(line["every"], 1);
  EXPECT_TRUE(line["stops"].empty());
}

// The last window is moved back: it shares frames 20 to 31 with the one before.
TEST(TimeLineTest, OverlappingWindowsAreInStepWithTheSource) {
  const std::vector<ClipMoment> clips{moment(0, 16, {}), moment(16, 16, {}), moment(20, 16, {})};
  EXPECT_TRUE(is_gapless(clips));
  EXPECT_EQ(written(clips, 10)["t"], Json({0.0, 1.6, 2.0}));
  EXPECT_EQ(written(clips, 10)["end"], 3.6);
}

// Two windows of 16 frames, from frames 8 and 100: 32 frames are written, from 0.8 s on.
TEST(TimeLineTest, WindowsWithGapsStandOneAfterTheOther) {
  const std::vector<ClipMoment> clips{moment(8, 16, {}), moment(100, 16, {})};
  EXPECT_FALSE(is_gapless(clips));
  const Json line = written(clips, 10);
  EXPECT_EQ(line["t"], Json({0.8, 2.4}));
  EXPECT_EQ(line["start"], 0.8);
  EXPECT_EQ(line["end"], 4.0);
  EXPECT_EQ(line["stops"], Json::array({{0, 2.4}})) << "what follows is another moment";
  EXPECT_NE(line["note"], "");
}

// Of an evaluation nothing was written: its windows stand where they are in the source.
TEST(TimeLineTest, WindowsWithGapsStandInTheSourcesTimeWithNothingBetweenThem) {
  const std::vector<ClipMoment> clips{moment(8, 16, {}), moment(24, 16, {}), moment(100, 16, {})};
  const Json line = time_line(clips, 10, TimeOf::Source);
  EXPECT_EQ(line["t"], Json({0.8, 2.4, 10.0}));
  EXPECT_EQ(line["end"], 11.6);
  EXPECT_EQ(line["stops"], Json::array({{1, 4.0}}));
  EXPECT_EQ(line["note"], "Between the windows nothing was looked at.");
}

// Windows 0 and 1 touch, 2 stands alone: what is drawn for both stops behind the second.
TEST(TimeLineTest, OfManyClipsTheFirstThatStopsEndsTheLine) {
  std::vector<ClipMoment> clips;
  for (int c = 0; c < 401; ++c) clips.push_back(moment(16L * c + (c > 1 ? 100 : 0), 16, {}));
  const Json line = time_line(clips, 10, TimeOf::Source);
  EXPECT_EQ(line["every"], 2);
  EXPECT_EQ(line["stops"], Json::array({{0, 3.2}}));
}

TEST(TimeLineTest, WindowsThatBeginLaterHaveTheTimesOfTheSource) {
  const std::vector<ClipMoment> clips{moment(8, 16, {}), moment(20, 16, {})};
  EXPECT_TRUE(is_gapless(clips));
  const Json line = written(clips, 10);
  EXPECT_EQ(line["t"], Json({0.8, 2.0}));
  EXPECT_EQ(line["start"], 0.8);
  EXPECT_EQ(line["end"], 3.6);
  EXPECT_EQ(line["note"], "");
}

TEST(TimeLineTest, TakesTheThreeLargestClassesAndLeavesOpenWhatAClipDoesNotSay) {
  const Json line = written({moment(0, 16, {{"a", 0.5}, {"b", 0.3}, {"c", 0.1}, {"d", 0.05}}),
                             moment(16, 16, {{"b", 0.9}})},
                            10);
  ASSERT_EQ(line["classes"].size(), 3U);
  EXPECT_EQ(line["classes"][0]["name"], "b");
  EXPECT_EQ(line["classes"][1], Json({{"name", "a"}, {"p", {0.5, nullptr}}}));
  EXPECT_EQ(line["classes"][2]["name"], "c");
}

TEST(TimeLineTest, OfManyClipsEveryNthIsTaken) {
  std::vector<ClipMoment> clips;
  clips.reserve(1000);
  for (int c = 0; c < 1000; ++c) clips.push_back(moment(16L * c, 16, {{"a", c / 1000.0}}));
  const Json line = written(clips, 10);
  EXPECT_EQ(line["every"], 3);
  ASSERT_EQ(line["t"].size(), 334U);
  EXPECT_EQ(line["t"][2], 9.6);
  EXPECT_EQ(line["classes"][0]["p"][2], 0.006);
  EXPECT_EQ(line["end"], 1600.0);
}

// Records of an evaluation do not say the frame rate.
TEST(TimeLineTest, FindsTheFrameRateFromTheClips) {
  EXPECT_EQ(written({moment(0, 16, {}), moment(16, 16, {})}, 0)["end"], 3.2);
  EXPECT_TRUE(written({moment(0, 16, {})}, 0).is_null()) << "one clip does not say it";
  EXPECT_TRUE(written({}, 10).is_null());
}

TEST(TimeLineTest, NumbersHaveSixDigitsAndAreFinite) {
  EXPECT_EQ(short_number(0.123456789).dump(), "0.123457");
  EXPECT_TRUE(short_number(std::nan("")).is_null());
  EXPECT_TRUE(short_number(std::numeric_limits<double>::infinity()).is_null());
}

}  // namespace
}  // namespace vidcam
