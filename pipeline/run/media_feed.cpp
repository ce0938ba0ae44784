#include "pipeline/run/media_feed.h"

#include <algorithm>
#include <utility>

#include "pipeline/base/error.h"

namespace vidcam {

MediaFeed::MediaFeed(std::string program, double stall_timeout_seconds)
    : program_(std::move(program)), stall_timeout_seconds_(stall_timeout_seconds) {}

MediaFeed::~MediaFeed() {
  for (auto& [id, reading] : readings_) reading.worker->hang_up();
}

int MediaFeed::start(const MediaJob& job) {
  const int id = next_id_++;
  auto worker = std::make_unique<MediaWorker>(id, program_, job, events_);
  readings_.emplace(id, Reading{std::move(worker), MediaConversation(job), {}});
  return id;
}

std::optional<FeedEvent> MediaFeed::next(std::chrono::milliseconds timeout) {
  watch_for_stalls();
  auto event = events_.pop(timeout);
  if (!event) return std::nullopt;
  const auto found = readings_.find(event->worker);
  if (found == readings_.end()) return std::nullopt;
  Reading& reading = found->second;
  reading.heard = Clock::now();
  if (!event->message) return conversation_over(event->worker, event->error);
  if (reading.over.failure) return std::nullopt;
  try {
    return take(event->worker, reading, std::move(*event->message));
  } catch (const Error& e) {
    give_up(event->worker, {static_cast<int>(ExitCode::Unusable),
                            reading.said.input() + ": " + e.what() + "; it was ended"});
  }
  return std::nullopt;
}

std::optional<FeedEvent> MediaFeed::take(int id, Reading& reading, Message message) {
  MediaConversation& said = reading.said;
  switch (static_cast<MediaMessage>(message.kind)) {
    case MediaMessage::Opened:
      return FeedEvent{id, said.opened(message.head)};
    case MediaMessage::Clip:
      return FeedEvent{id, said.clip(message.head, std::move(message.body))};
    case MediaMessage::Stalled:
      said.stalled();
      return std::nullopt;
    case MediaMessage::End:
      return FeedEvent{id, said.ended(message.head)};
    case MediaMessage::Finished:
      reading.over.result = said.finished(message.head);
      return std::nullopt;
    case MediaMessage::Failed:
      reading.over.failure = said.failed(message.head);
      return std::nullopt;
    default:
      throw Error(ExitCode::Io, "the media process said something unknown");
  }
}

void MediaFeed::answer(int id, const ClipHeat& heat) {
  Reading& reading = readings_.at(id);
  reading.said.answered();
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
  if (!over.failure && (!reading.said.is_finished() || !error.empty())) {
    const std::string why = error.empty() ? "the media process ended without a word" : error;
    over.failure =
        MediaFailure{static_cast<int>(ExitCode::Unusable), reading.said.input() + ": " + why};
  }
  return {id, std::move(over)};
}

void MediaFeed::caller_was_busy() {
  for (auto& [id, reading] : readings_) reading.heard = Clock::now();
}

bool MediaFeed::all_wait() const {
  return std::all_of(readings_.begin(), readings_.end(),
                     [](const auto& each) { return each.second.said.waits(); });
}

void MediaFeed::watch_for_stalls() {
  const auto now = Clock::now();
  for (auto& [id, reading] : readings_) {
    const std::chrono::duration<double> silent = now - reading.heard;
    if (reading.said.our_turn() || silent.count() < stall_timeout_seconds_) continue;
    reading.heard = now;
    reading.worker->kill("nothing came from it for " +
                         std::to_string(static_cast<int>(silent.count())) +
                         " s (--stall-timeout); the media process was ended");
  }
}

}  // namespace vidcam
