#include "pipeline/run/media_conversation.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using nlohmann::json;
using testing::expect_error;

MediaJob a_job() {
  MediaJob job;
  job.input = "a.mp4";
  job.clip = {2, 1, 4, 4, ClipSpec::Resize::Stretch, 4, 4, ClipSpec::Crop::None};
  job.outputs = {{"out/a_gradcam", "overlay", 0, {0}}};
  job.clips_in_flight = 3;
  return job;
}

json stream(const json& changes = json::object()) {
  StreamInfo info;
  info.width = 64;
  info.height = 48;
  json head = info;
  head.update(changes);
  return head;
}

json clip(int64_t index = 0, const json& changes = json::object()) {
  Clip c;
  c.index = index;
  c.first_frame = c.heat_from = 2 * index;
  c.real_frames = c.frames = 2;
  c.height = c.width = 4;
  json head = ClipHead{c};
  head.update(changes);
  return head;
}

const std::vector<uint8_t> kPixels(96);

MediaConversation opened_conversation() {
  MediaConversation said(a_job());
  static_cast<void>(said.opened(stream()));
  return said;
}

template <class Work>
void expect_refused(Work&& work, const std::string& what) {
  expect_error(ExitCode::Io, work, what);
}

TEST(MediaConversationTest, AWholeReadingIsTakenAsItIs) {
  MediaConversation said = opened_conversation();
  EXPECT_EQ(said.clip(clip(0), kPixels).index, 0);
  EXPECT_TRUE(said.our_turn());
  said.stalled();
  EXPECT_TRUE(said.waits());
  said.answered();
  EXPECT_FALSE(said.waits());
  EXPECT_EQ(said.clip(clip(1), kPixels).index, 1);
  EXPECT_EQ(said.ended(EndOfClips{4, 2, 0.16, {"a line"}}).damage.front(), "a line");
  EXPECT_TRUE(said.waits());
  said.answered();
  EXPECT_EQ(said.finished(MediaResult{{{"out/a_gradcam.mp4", 4}}, {}}).outputs.size(), 1U);
  EXPECT_TRUE(said.is_finished());
}

TEST(MediaConversationTest, NothingIsTakenOutOfTurn) {
  MediaConversation fresh(a_job());
  expect_refused([&] { return fresh.clip(clip(), kPixels); }, "out of turn: a clip");
  expect_refused([&] { return fresh.ended(EndOfClips{}); }, "out of turn: the end");
  expect_refused([&] { return fresh.finished(MediaResult{}); }, "out of turn: finished");
  expect_refused([&] { return fresh.stalled(), 0; }, "out of turn: stalled");
  MediaConversation open = opened_conversation();
  expect_refused([&] { return open.opened(stream()); }, "out of turn: opened");
  static_cast<void>(open.ended(EndOfClips{}));
  expect_refused([&] { return open.clip(clip(), kPixels); }, "out of turn: a clip");
  static_cast<void>(open.finished(MediaResult{}));
  expect_refused([&] { return open.finished(MediaResult{}); }, "out of turn");
  expect_refused([&] { return open.failed(MediaFailure{}); }, "after the end");
}

TEST(MediaConversationTest, AStreamThatCannotBeIsRefused) {
  const std::vector<std::pair<json, std::string>> lies{
      {{{"width", 0}}, "size"},
      {{{"width", -64}, {"height", -48}}, "size"},
      {{{"width", 1 << 19}, {"height", 1 << 19}}, "size"},
      {{{"width", 1e30}}, "unexpected number"},
      {{{"time_base", {{"num", 1}, {"den", 0}}}}, "time base"},
      {{{"time_base", {{"num", -1}, {"den", 25}}}}, "time base"},
      {{{"frame_rate", {{"num", 25}, {"den", 0}}}}, "frame rate"},
      {{{"frame_rate", {{"num", -25}, {"den", 1}}}}, "frame rate"},
      {{{"sample_aspect", {{"num", 1}, {"den", 0}}}}, "aspect"},
      {{{"orientation", {{"quarter_turns", 9}, {"flip", false}}}}, "rotation"},
      {{{"duration_seconds", -1.0}}, "duration"},
      {{{"duration_seconds", 1e300}}, "unexpected number"},
      {{{"declared_frames", -5}}, "number of frames"}};
  for (const auto& [lie, what] : lies) {
    MediaConversation said(a_job());
    expect_refused([&, &lie = lie] { return said.opened(stream(lie)); }, what);
  }
}

// JSON has no numbers for these: the writer makes null of them, which is no number.
TEST(MediaConversationTest, NumbersThatAreNoneAreRefused) {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const json sent = json::parse(json{{"duration_seconds", value}}.dump());
    MediaConversation said(a_job());
    expect_refused([&] { return said.opened(stream(sent)); }, "must be number");
  }
}

TEST(MediaConversationTest, AClipThatCannotBeIsRefused) {
  const std::vector<std::pair<json, std::string>> lies{
      {{{"index", 1}}, "number"},
      {{{"index", -1}}, "number"},
      {{{"first_frame", -2}}, "first frame"},
      {{{"real_frames", 0}}, "number of frames"},
      {{{"real_frames", 3}}, "number of frames"},
      {{{"heat_from", 9}}, "range of heat"},
      {{{"start_seconds", 1e300}}, "unexpected number"}};
  for (const auto& [lie, what] : lies) {
    MediaConversation said = opened_conversation();
    expect_refused([&, &lie = lie] { return said.clip(clip(0, lie), kPixels); }, what);
  }
}

// Clips of several inputs share a batch: one of another size would spoil it for all.
TEST(MediaConversationTest, AClipHasTheSizeThatTheModelTakes) {
  for (const json& lie : {json{{"frames", 1}, {"height", 8}}, json{{"width", 2}, {"height", 8}}}) {
    MediaConversation said = opened_conversation();
    expect_refused([&] { return said.clip(clip(0, lie), kPixels); }, "a clip's size");
  }
}

TEST(MediaConversationTest, OfPicturesOfAnyShapeTheStreamSaysTheSize) {
  MediaJob job = a_job();
  job.clip.resize = ClipSpec::Resize::ShortSide;
  job.clip.resize_height = 6;
  MediaConversation said(job);
  static_cast<void>(said.opened(stream()));
  const json wide{{"height", 6}, {"width", 8}};
  EXPECT_EQ(said.clip(clip(0, wide), std::vector<uint8_t>(2 * 6 * 8 * 3)).width, 8);
}

TEST(MediaConversationTest, MoreClipsThanMayWaitAreRefused) {
  MediaConversation said = opened_conversation();
  for (int64_t i = 0; i < 5; ++i) static_cast<void>(said.clip(clip(i), kPixels));
  expect_refused([&] { return said.clip(clip(5), kPixels); }, "more clips than may wait");
}

TEST(MediaConversationTest, TheEndHasAsManyClipsAsCame) {
  MediaConversation said = opened_conversation();
  static_cast<void>(said.clip(clip(0), kPixels));
  expect_refused([&] { return said.ended(EndOfClips{2, 2, 0, {}}); }, "number of clips");
  expect_refused([&] { return said.ended(EndOfClips{-1, 1, 0, {}}); }, "number of clips");
}

TEST(MediaConversationTest, OnlyWhatWasAskedForCanHaveBeenWritten) {
  MediaConversation said = opened_conversation();
  static_cast<void>(said.ended(EndOfClips{}));
  expect_refused(
      [&] {
        return said.finished(MediaResult{{{"/etc/passwd", 1}}, {}});
      },
      "a file that was written");
  expect_refused(
      [&] {
        return said.finished(MediaResult{{{"out/a_gradcam.mp4", -1}}, {}});
      },
      "a file that was written");
}

TEST(MediaConversationTest, ItIsNotFinishedWhileClipsWait) {
  MediaConversation said = opened_conversation();
  static_cast<void>(said.clip(clip(0), kPixels));
  static_cast<void>(said.ended(EndOfClips{2, 1, 0, {}}));
  expect_refused([&] { return said.finished(MediaResult{}); }, "clips wait");
}

// A failure whose code says that all is well would make the run succeed.
TEST(MediaConversationTest, AFailureHasTheCodeOfOne) {
  for (const int code : {0, 3, 70, -1})
    EXPECT_EQ(MediaConversation(a_job()).failed(MediaFailure{code, "x"}).code, 65);
  EXPECT_EQ(MediaConversation(a_job()).failed(MediaFailure{74, "x"}).code, 74);
}

TEST(MediaConversationTest, TextsCannotDriveATerminal) {
  const auto failure =
      MediaConversation(a_job()).failed(MediaFailure{65, "a.mp4: \x1b[2J\r\nerror: all is lost"});
  EXPECT_EQ(failure.message, "a.mp4: ?[2J??error: all is lost");
  const auto stream_of = MediaConversation(a_job()).opened(stream({{"codec", "h\x07"}}));
  EXPECT_EQ(stream_of.codec, "h?");
  MediaConversation said = opened_conversation();
  const auto end = said.ended(EndOfClips{0, 0, 0, std::vector<std::string>(100000, "a\nb")});
  EXPECT_EQ(end.damage.size(), 100U);
  EXPECT_EQ(end.damage.back(), "a?b");
  EXPECT_EQ(
      MediaConversation(a_job()).failed(MediaFailure{65, std::string(1 << 20, 'x')}).message.size(),
      4096U);
}

TEST(MediaConversationTest, PixelsHaveRoomForOneClipOfTheJobAndNoMore) {
  EXPECT_EQ(limits_of_messages(a_job()).max_body, 96U);
  MediaJob without = a_job();
  without.pixels = false;
  EXPECT_EQ(limits_of_messages(without).max_body, 0U);
  MediaJob any_shape = a_job();
  any_shape.clip.resize = ClipSpec::Resize::ShortSide;
  EXPECT_EQ(limits_of_messages(any_shape).max_body, WireLimits{}.max_body);
}

}  // namespace
}  // namespace vidcam
