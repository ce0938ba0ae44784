#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "pipeline/base/clip.h"
#include "pipeline/base/frame.h"
#include "pipeline/run/media_conversation.h"
#include "pipeline/run/media_protocol.h"
#include "pipeline/run/media_worker.h"

namespace vidcam {

// How the reading of one input ended.
struct ReadingOver {
  std::optional<MediaFailure> failure;  // nothing: it was read, and painted, to its end
  MediaResult result;
  pid_t pid = -1;  // of the media process; what it left behind carries this number
};

// What came of one reading: the stream was opened, a clip of it, all its clips are out, it is over.
// Clips of one reading come in order; where the job has no pixels they are empty.
struct FeedEvent {
  int reading = 0;
  std::variant<StreamInfo, Clip, EndOfClips, ReadingOver> what;
};

// The clips of many inputs, each read by a media process of its own: starts them, listens to them,
// ends those that fall silent or break the protocol (MediaConversation). Every clip is answered,
// once, by its heat (where the job paints nothing, by an empty one). Not thread-safe: one thread
// calls it, though each process has a thread that reads what it says.
class MediaFeed {
 public:
  // program: vidcam-media. stall_timeout_seconds: after so long without a word, where it is not our
  // turn, a process is ended.
  MediaFeed(std::string program, double stall_timeout_seconds);

  // Ends the readings that are not over, all at a time.
  ~MediaFeed();

  // The number of the new reading. Throws Error (Io) where the program cannot be started.
  int start(const MediaJob& job);

  // The next event, or nothing: after the time, or where what came is not for the caller.
  [[nodiscard]] std::optional<FeedEvent> next(
      std::chrono::milliseconds timeout = std::chrono::milliseconds(200));

  void answer(int reading, const ClipHeat& heat);

  // Ends a reading: nothing comes of it any more but its ReadingOver, which has this failure.
  void give_up(int reading, MediaFailure failure);

  // The caller did not listen for a while (the model ran), so that nobody was silent.
  void caller_was_busy();

  // Readings that are not over.
  [[nodiscard]] int readings() const { return static_cast<int>(readings_.size()); }
  // None of them sends another clip before it gets an answer.
  [[nodiscard]] bool all_wait() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Reading {
    std::unique_ptr<MediaWorker> worker;
    MediaConversation said;
    ReadingOver over;
    Clock::time_point heard = Clock::now();
  };

  [[nodiscard]] std::optional<FeedEvent> take(int id, Reading& reading, Message message);
  [[nodiscard]] FeedEvent conversation_over(int id, const std::string& error);
  void watch_for_stalls();

  std::string program_;
  double stall_timeout_seconds_;
  MediaEvents events_;  // before the workers: their threads push until they are joined
  std::map<int, Reading> readings_;
  int next_id_ = 0;
};

}  // namespace vidcam
