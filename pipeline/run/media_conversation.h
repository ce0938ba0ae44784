#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/base/clip.h"
#include "pipeline/base/frame.h"
#include "pipeline/run/media_protocol.h"
#include "pipeline/run/wire.h"

namespace vidcam {

// What the media process of one job has said so far, and what it may say next. The process decodes
// a hostile file and may have been taken over: each of these functions throws Error (Io) where that
// message is not due now, or holds what a reading of that job cannot be. Texts come without control
// characters and cut to a few lines.
class MediaConversation {
 public:
  explicit MediaConversation(MediaJob job);

  [[nodiscard]] StreamInfo opened(const nlohmann::json& head);
  // Numbered without a gap, of the size that the stream's pictures have for the job's model.
  [[nodiscard]] Clip clip(const nlohmann::json& head, std::vector<uint8_t> body);
  void stalled();
  [[nodiscard]] EndOfClips ended(const nlohmann::json& head);
  // All clips are answered, and only what was asked for is said to be written.
  [[nodiscard]] MediaResult finished(const nlohmann::json& head);
  [[nodiscard]] MediaFailure failed(const nlohmann::json& head);

  // A clip was answered.
  void answered();

  [[nodiscard]] const std::string& input() const { return job_.input; }
  [[nodiscard]] bool is_finished() const { return state_ == State::Finished; }
  // It says nothing more before it gets an answer.
  [[nodiscard]] bool waits() const { return waits_; }
  // It is not its turn: clips of it are not answered.
  [[nodiscard]] bool our_turn() const { return unanswered_ > 0; }

 private:
  enum class State { Started, Opened, Ended, Finished, Failed };
  void require(State state, const char* what) const;
  void set_clip_size(const StreamInfo& info);

  MediaJob job_;
  State state_ = State::Started;
  int clip_height_ = 0;
  int clip_width_ = 0;
  int64_t clips_ = 0;
  int unanswered_ = 0;
  bool waits_ = false;
};

// What the media process of this job may send in one message.
[[nodiscard]] WireLimits limits_of_messages(const MediaJob& job);

// Messages that may lie unread at most, where both sides keep to the protocol.
[[nodiscard]] size_t most_unread(const MediaJob& job);

}  // namespace vidcam
