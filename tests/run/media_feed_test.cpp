#include "pipeline/run/media_feed.h"

#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/base/error.h"
#include "tests/run/stand_in.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLong = std::chrono::seconds(20);

// Writes one wire message with an empty body to descriptor 3: magic, kind, sizes, head. What the
// shell cannot count is given by the test.
std::string say(MediaMessage kind, const nlohmann::json& head) {
  const auto ends = connected_sockets();
  Wire wire(ends.first);
  wire.send(static_cast<uint32_t>(kind), head);
  wire.shut_down();
  std::string bytes, command = "printf '";
  char part[4096];
  for (ssize_t n = 0; (n = ::read(ends.second, part, sizeof(part))) > 0;)
    bytes.append(part, static_cast<size_t>(n));
  ::close(ends.second);
  for (const char c : bytes) {
    char octal[8];
    std::snprintf(octal, sizeof(octal), "\\%03o", static_cast<unsigned>(static_cast<uint8_t>(c)));
    command += octal;
  }
  return command + "' >&3\n";
}

class MediaFeedTest : public ::testing::Test {
 protected:
  std::string program(const std::string& commands) { return testing::stand_in(dir_, commands); }
  static MediaJob job() {
    MediaJob job;
    job.input = "a.mp4";
    job.pixels = false;
    return job;
  }
  // The next event that is for the caller.
  static std::optional<FeedEvent> next(MediaFeed& feed) {
    const auto patience = Clock::now() + kLong;
    while (Clock::now() < patience) {
      if (auto event = feed.next(std::chrono::milliseconds(20))) return event;
    }
    return std::nullopt;
  }
  static std::string failure(const std::optional<FeedEvent>& event) {
    if (!event || !std::holds_alternative<ReadingOver>(event->what)) return "not over";
    const auto& over = std::get<ReadingOver>(event->what);
    return over.failure ? over.failure->message : "";
  }
  testing::TempDir dir_;
};

Clip a_clip() {
  Clip clip;
  clip.frames = clip.height = clip.width = 1;
  clip.real_frames = 1;
  return clip;
}

std::string whole_reading() {
  return say(MediaMessage::Opened, StreamInfo{}) + say(MediaMessage::Clip, ClipHead{a_clip()}) +
         say(MediaMessage::End, EndOfClips{16, 1, 0, {}}) + "head -c 8 <&3 >/dev/null\n" +
         say(MediaMessage::Finished, MediaResult{}) + "sleep 0.2";
}

TEST_F(MediaFeedTest, AReadingIsOpenedGivesClipsEndsAndIsOver) {
  MediaFeed feed(program(whole_reading()), 60);
  const int reading = feed.start(job());
  EXPECT_EQ(feed.readings(), 1);
  auto event = next(feed);
  ASSERT_TRUE(event && std::holds_alternative<StreamInfo>(event->what));
  EXPECT_EQ(event->reading, reading);
  EXPECT_FALSE(feed.all_wait());
  event = next(feed);
  ASSERT_TRUE(event && std::holds_alternative<Clip>(event->what));
  event = next(feed);
  ASSERT_TRUE(event && std::holds_alternative<EndOfClips>(event->what));
  EXPECT_EQ(std::get<EndOfClips>(event->what).frames, 16);
  EXPECT_TRUE(feed.all_wait());  // for the heat of its clip
  feed.answer(reading, {0, {}});
  EXPECT_EQ(failure(next(feed)), "");
  EXPECT_EQ(feed.readings(), 0);
}

TEST_F(MediaFeedTest, AStalledReadingWaitsUntilItIsAnswered) {
  MediaFeed feed(program(say(MediaMessage::Clip, ClipHead{a_clip()}) +
                         say(MediaMessage::Stalled, nlohmann::json::object()) + "exec sleep 1000"),
                 60);
  const int reading = feed.start(job());
  ASSERT_TRUE(next(feed));
  const auto patience = Clock::now() + kLong;
  while (!feed.all_wait() && Clock::now() < patience)
    static_cast<void>(feed.next(std::chrono::milliseconds(20)));
  EXPECT_TRUE(feed.all_wait());
  feed.answer(reading, {0, {}});
  EXPECT_FALSE(feed.all_wait());
}

TEST_F(MediaFeedTest, WhatTheProcessSaysOfItsFailureIsKept) {
  MediaFeed feed(program(say(MediaMessage::Failed, MediaFailure{66, "a.mp4: no such file"})), 60);
  feed.start(job());
  const auto event = next(feed);
  EXPECT_EQ(failure(event), "a.mp4: no such file");
  EXPECT_EQ(std::get<ReadingOver>(event->what).failure->code, 66);
}

TEST_F(MediaFeedTest, ACrashNamesTheInput) {
  MediaFeed feed(program("kill -SEGV $$"), 60);
  feed.start(job());
  EXPECT_EQ(failure(next(feed)), "a.mp4: the media process ended: killed by SIGSEGV");
}

TEST_F(MediaFeedTest, EndingWithoutAWordIsAFailure) {
  MediaFeed feed(program("exit 0"), 60);
  feed.start(job());
  EXPECT_EQ(failure(next(feed)), "a.mp4: the media process ended without a word");
}

TEST_F(MediaFeedTest, ASilentReadingIsEnded) {
  MediaFeed feed(program("exec sleep 1000"), 0.1);
  feed.start(job());
  EXPECT_NE(failure(next(feed)).find("(--stall-timeout)"), std::string::npos);
}

TEST_F(MediaFeedTest, AReadingThatWaitsForUsIsNotSilent) {
  MediaFeed feed(program(say(MediaMessage::Clip, ClipHead{a_clip()}) + "exec sleep 1000"), 0.1);
  feed.start(job());
  ASSERT_TRUE(next(feed));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(feed.next(std::chrono::milliseconds(300)));
  EXPECT_EQ(feed.readings(), 1);
}

TEST_F(MediaFeedTest, GivenUpItEndsWithTheCallersReason) {
  MediaFeed feed(program(say(MediaMessage::Opened, StreamInfo{}) + "exec sleep 1000"), 60);
  const int reading = feed.start(job());
  ASSERT_TRUE(next(feed));
  feed.give_up(reading, {74, "the disk is full"});
  EXPECT_EQ(failure(next(feed)), "the disk is full");
}

TEST_F(MediaFeedTest, ManyReadingsAreToldApart) {
  MediaFeed feed(program("exit 0"), 60);
  const int first = feed.start(job()), second = feed.start(job());
  EXPECT_NE(first, second);
  EXPECT_EQ(feed.readings(), 2);
  const auto a = next(feed), b = next(feed);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->reading + b->reading, first + second);
  EXPECT_EQ(feed.readings(), 0);
}

}  // namespace
}  // namespace vidcam
