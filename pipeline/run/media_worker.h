#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "pipeline/run/child_process.h"
#include "pipeline/run/media_protocol.h"
#include "pipeline/run/wire.h"

namespace vidcam {

// What a worker's thread tells the thread that owns the run.
struct MediaEvent {
  int worker = 0;                  // as given to the worker
  std::optional<Message> message;  // nothing: the conversation is over
  std::string error;               // how it broke, where it did; "" for an orderly end
};

// Events of all workers in one place. Not bounded by itself: a worker that has more unread than the
// protocol allows is ended.
class MediaEvents {
 public:
  // How many of this worker's events are there, this one among them.
  size_t push(MediaEvent event);
  // The next event, or nothing after the time.
  [[nodiscard]] std::optional<MediaEvent> pop(std::chrono::milliseconds timeout);

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<MediaEvent> events_;
};

// One media process working on one input, and the thread that reads what it says (always, so that
// neither side can block the other for good). Destroyed early, it kills the process.
class MediaWorker {
 public:
  MediaWorker(int id, const std::string& program, const MediaJob& job, MediaEvents& events);
  ~MediaWorker();

  void send_heat(const ClipHeat& heat);
  // Ends the conversation: a process tidies up by itself then, and has three seconds for it.
  void hang_up();
  // Kills the process: its conversation ends with an error event that says why.
  void kill(const std::string& why);
  [[nodiscard]] pid_t pid() const { return process_->pid(); }

 private:
  void read(MediaEvents& events);

  int id_;
  size_t most_unread_;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<Wire> wire_;
  std::mutex why_mutex_;
  std::string why_;
  std::optional<std::chrono::steady_clock::time_point> patience_;  // once we hung up
  std::atomic<bool> hung_up_{false};                               // the same, for the reader
  std::atomic<bool> over_{false};  // the process is reaped and the last event is out
  std::jthread reader_;
};

}  // namespace vidcam
