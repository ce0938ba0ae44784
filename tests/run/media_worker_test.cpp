#include "pipeline/run/media_worker.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "pipeline/base/error.h"
#include "pipeline/run/media_conversation.h"
#include "tests/run/stand_in.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using vidcam::testing::TempDir;

constexpr auto kLong = std::chrono::seconds(20);

class MediaWorkerTest : public ::testing::Test {
 protected:
  std::string program(const std::string& commands) { return testing::stand_in(dir_, commands); }
  MediaEvent last_event(const std::string& commands) {
    MediaEvents events;
    MediaWorker worker(4, program(commands), {}, events);
    auto event = events.pop(kLong);
    return event ? std::move(*event) : MediaEvent{-1, std::nullopt, "no event"};
  }
  TempDir dir_;
};

TEST_F(MediaWorkerTest, AnOrderlyEndHasNoError) {
  const MediaEvent event = last_event("exit 0");
  EXPECT_EQ(event.worker, 4);
  EXPECT_FALSE(event.message);
  EXPECT_EQ(event.error, "");
}

TEST_F(MediaWorkerTest, ACrashIsNamed) {
  EXPECT_EQ(last_event("kill -SEGV $$").error, "the media process ended: killed by SIGSEGV");
}

TEST_F(MediaWorkerTest, GarbageEndsTheConversation) {
  EXPECT_EQ(last_event("head -c 100000 /dev/zero >&3; exec sleep 1000").error,
            "wire between the two programs: got something that is no message; the media process "
            "ended: killed by SIGKILL");
}

// Small messages without end, faster than they are taken.
TEST_F(MediaWorkerTest, AFloodOfMessagesIsNotHoarded) {
  MediaEvents events;
  MediaJob job;
  job.clips_in_flight = 4;
  MediaWorker worker(
      1, program("while true; do " + testing::say(MediaMessage::Stalled, 0) + "done"), job, events);
  size_t messages = 0;
  std::optional<MediaEvent> event;
  while ((event = events.pop(kLong)) && event->message) {
    ++messages;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ASSERT_TRUE(event);
  EXPECT_EQ(event->error, "it sends more than it may; the media process ended: killed by SIGKILL");
  EXPECT_GT(messages, most_unread(job));
}

TEST_F(MediaWorkerTest, AHangingProcessIsEndedWithAReason) {
  MediaEvents events;
  MediaWorker worker(0, program("exec sleep 1000"), {}, events);
  worker.kill("nothing came from it");
  const auto event = events.pop(kLong);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->error, "nothing came from it");
}

TEST_F(MediaWorkerTest, MessagesArriveInOrder) {
  // An echo: what the worker is sent (the job) comes back as it is.
  MediaEvents events;
  MediaJob job;
  job.input = "clip.mp4";
  job.clips_in_flight = 50;
  MediaWorker worker(1, program("exec cat <&3 >&3"), job, events);
  auto event = events.pop(kLong);
  ASSERT_TRUE(event && event->message);
  EXPECT_EQ(parse_head<MediaJob>(event->message->head).input, "clip.mp4");
  for (int i = 0; i < 50; ++i) worker.send_heat({i, {}});
  for (int i = 0; i < 50; ++i) {
    event = events.pop(kLong);
    ASSERT_TRUE(event && event->message);
    EXPECT_EQ(event->message->head["clip"], i);
  }
}

TEST_F(MediaWorkerTest, AProcessThatIsToldToEndInTheMiddleOfAMessageTidiesUp) {
  const std::string begun = dir_ / "begun", tidied = dir_ / "tidied";
  MediaEvents events;
  {
    const MediaWorker worker(
        1,
        program(testing::print(MediaMessage::Stalled, 0) + " | head -c 6 >&3; touch " + begun +
                "; cat <&3 >/dev/null; sleep 0.3; touch " + tidied),
        {}, events);
    while (!std::filesystem::exists(begun))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_TRUE(std::filesystem::exists(tidied));
}

TEST_F(MediaWorkerTest, GoingAwayEarlyLeavesNoProcess) {
  MediaEvents events;
  pid_t pid = 0;
  {
    MediaWorker worker(1, program("exec cat <&3 >/dev/null"), {}, events);
    pid = worker.pid();
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

}  // namespace
}  // namespace vidcam
