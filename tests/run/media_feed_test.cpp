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

class MediaFeedTest : public ::testing::Test {
 protected:
  std::string program(const std::string& commands) { return testing::stand_in(dir_, commands); }
  static MediaJob job() {
    MediaJob job;
    job.input = "a.mp4";
    job.clip = {1, 1, 1, 1, ClipSpec::Resize::Stretch, 1, 1, ClipSpec::Crop::None};
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

using testing::say;

StreamInfo a_stream() {
  StreamInfo info;
  info.width = info.height = 2;
  return info;
}

Clip a_clip() {
  Clip clip;
  clip.frames = clip.height = clip.width = 1;
  clip.real_frames = 1;
  return clip;
}

std::string opened() { return say(MediaMessage::Opened, a_stream()); }

// Of a whole reading: the job is in $job, the first bytes of the clip's heat are waited for.
std::string whole_reading(const MediaJob& job, const std::string& before = "") {
  const size_t bytes = testing::message_bytes(MediaMessage::Job, job).size();
  return "job=$(head -c " + std::to_string(bytes) + " <&3 | tr -d '\\0')\n" + before + opened() +
         say(MediaMessage::Clip, ClipHead{a_clip()}) +
         say(MediaMessage::End, EndOfClips{16, 1, 0, {}}) + "head -c 8 <&3 >/dev/null\n" +
         say(MediaMessage::Finished, MediaResult{}) + "sleep 0.2";
}

TEST_F(MediaFeedTest, AReadingIsOpenedGivesClipsEndsAndIsOver) {
  MediaFeed feed(program(whole_reading(job())), 60);
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
  MediaFeed feed(program(opened() + say(MediaMessage::Clip, ClipHead{a_clip()}) +
                         say(MediaMessage::Stalled, nlohmann::json::object()) + "exec sleep 1000"),
                 60);
  const int reading = feed.start(job());
  ASSERT_TRUE(next(feed));
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
  MediaFeed feed(
      program(opened() + say(MediaMessage::Clip, ClipHead{a_clip()}) + "exec sleep 1000"), 0.1);
  feed.start(job());
  ASSERT_TRUE(next(feed));
  ASSERT_TRUE(next(feed));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(feed.next(std::chrono::milliseconds(300)));
  EXPECT_EQ(feed.readings(), 1);
}

TEST_F(MediaFeedTest, GivenUpItEndsWithTheCallersReason) {
  MediaFeed feed(program(opened() + "exec sleep 1000"), 60);
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

// A process that was taken over and talks on: nothing of it reaches the caller after the first lie.
TEST_F(MediaFeedTest, WhatBreaksTheProtocolEndsTheReadingAndIsTheLastThatIsHeardOfIt) {
  Clip far = a_clip();
  far.index = 7;
  const std::string clip = say(MediaMessage::Clip, ClipHead{far});
  MediaFeed feed(program(opened() + clip + say(MediaMessage::Clip, ClipHead{a_clip()}) + clip +
                         "exec sleep 1000"),
                 60);
  feed.start(job());
  ASSERT_TRUE(next(feed));
  EXPECT_EQ(failure(next(feed)),
            "a.mp4: the media process said what cannot be: a clip's number; it was ended");
  EXPECT_EQ(feed.readings(), 0);
}

TEST_F(MediaFeedTest, AnUnknownWordEndsTheReading) {
  MediaFeed feed(program(opened() + say(static_cast<MediaMessage>(99), 0) + "exec sleep 1000"), 60);
  feed.start(job());
  ASSERT_TRUE(next(feed));
  EXPECT_EQ(failure(next(feed)), "a.mp4: the media process said something unknown; it was ended");
}

TEST_F(MediaFeedTest, OneThatLiesDoesNotDisturbAnother) {
  MediaJob bad = job();
  bad.input = "b.mp4";
  const std::string lie = say(MediaMessage::Finished, MediaResult{});
  MediaFeed feed(
      program(whole_reading(bad, "case $job in *b.mp4*) " + lie + "exec sleep 1000;; esac\n")), 60);
  const int lying = feed.start(bad), honest = feed.start(job());
  bool lie_found = false, read = false;
  while (feed.readings() > 0) {
    const auto event = next(feed);
    ASSERT_TRUE(event);
    if (event->reading == lying)
      lie_found = failure(event).find("out of turn") != std::string::npos;
    if (event->reading == honest && std::holds_alternative<Clip>(event->what))
      feed.answer(honest, {0, {}});
    if (event->reading == honest && std::holds_alternative<ReadingOver>(event->what))
      read = failure(event).empty();
  }
  EXPECT_TRUE(lie_found);
  EXPECT_TRUE(read);
}

// A run that is told to stop has five seconds, and a process that does not listen is waited for
// for three: one after the other they would take twelve.
TEST_F(MediaFeedTest, ManyThatDoNotListenAreEndedAtATime) {
  const auto start = Clock::now();
  {
    MediaFeed feed(program("exec sleep 60"), 60);
    for (int i = 0; i < 4; ++i) feed.start(job());
  }
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(9));
}

}  // namespace
}  // namespace vidcam
