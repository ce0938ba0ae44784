#include "pipeline/run/media_feed.h"

#include <algorithm>
#include <utility>

#include "pipeline/base/error.h"

namespace vidcam {

MediaFeed::MediaFeed(std::string program, double stall_timeout_seconds)
    : program_(std::move(program)), stall_timeout_seconds_(stall_timeout_seconds) {}

int MediaFeed::start(const MediaJob& job) {
  const int id = next_id_++;
  Reading reading;
  reading.worker = std::make_unique<MediaWorker>(id, program_, job, events_);
  reading.input = job.input;
  reading.pixels = job.pixels;
  readings_.emplace(id, std::move(reading));
  return id;
}

std::optional<FeedEvent> MediaFeed::next(std::chrono::milliseconds timeout) {
  watch_for_stalls();
  auto event = events_.pop(timeout);
  if (!event) return std::nullopt;
  const auto found = readings_.find(event->worker);
  if (found == readings_.end()) return std::nullopt;
  found->second.heard = Clock::now();
  if (!event->message) return conversation_over(event->worker, event->error);
  try {
    return take(event->worker, found->second, std::move(*event->message));
  } catch (const Error& e) {
    found->second.worker->kill(e.what());
  }
  return std::nullopt;
}

std::optional<FeedEvent> MediaFeed::take(int id, Reading& reading, Message message) {
  switch (static_cast<MediaMessage>(message.kind)) {
    case MediaMessage::Opened:
      return FeedEvent{id, parse_head<StreamInfo>(message.head)};
    case MediaMessage::Clip: {
      Clip clip = parse_clip(message.head, std::move(message.body), reading.pixels);
      reading.waiting = false;
      ++reading.unanswered;
      return FeedEvent{id, std::move(clip)};
    }
    case MediaMessage::Stalled:
      reading.waiting = reading.unanswered > 0;
      return std::nullopt;
    case MediaMessage::End:
      reading.ended = reading.waiting = true;
      return FeedEvent{id, parse_head<EndOfClips>(message.head)};
    case MediaMessage::Finished:
      reading.over.result = parse_head<MediaResult>(message.head);
      reading.finished = true;
      return std::nullopt;
    case MediaMessage::Failed:
      reading.over.failure = parse_head<MediaFailure>(message.head);
      return std::nullopt;
    default:
      throw Error(ExitCode::Io, "the media process said something unknown");
  }
}

void MediaFeed::answer(int id, const ClipHeat& heat) {
  Reading& reading = readings_.at(id);
  --reading.unanswered;
  if (!reading.ended) reading.waiting = false;
  reading.heard = Clock::now();
  try {
    reading.worker->send_heat(heat);
  } catch (const Error&) {
    // The process is gone; the event that says why is on its way.
  }
}

void MediaFeed::give_up(int id, MediaFailure failure) {
  Reading& reading = readings_.at(id);
  reading.worker->kill(failure.message);
  reading.over.failure = std::move(failure);
}

FeedEvent MediaFeed::conversation_over(int id, const std::string& error) {
  Reading reading = std::move(readings_.at(id));
  readings_.erase(id);
  ReadingOver over = std::move(reading.over);
  over.pid = reading.worker->pid();
  if (!over.failure && (!reading.finished || !error.empty())) {
    const std::string why = error.empty() ? "the media process ended without a word" : error;
    over.failure = MediaFailure{static_cast<int>(ExitCode::Unusable), reading.input + ": " + why};
  }
  return {id, std::move(over)};
}

void MediaFeed::caller_was_busy() {
  for (auto& [id, reading] : readings_) reading.heard = Clock::now();
}

bool MediaFeed::all_wait() const {
  return std::all_of(readings_.begin(), readings_.end(),
                     [](const auto& each) { return each.second.waiting; });
}

void MediaFeed::watch_for_stalls() {
  const auto now = Clock::now();
  for (auto& [id, reading] : readings_) {
    const bool our_turn = reading.unanswered > 0;
    const std::chrono::duration<double> silent = now - reading.heard;
    if (our_turn || silent.count() < stall_timeout_seconds_) continue;
    reading.heard = now;
    reading.worker->kill("nothing came from it for " +
                         std::to_string(static_cast<int>(silent.count())) +
                         " s (--stall-timeout); the media process was ended");
  }
}

}  // namespace vidcam
