#include "pipeline/run/media_worker.h"

#include <algorithm>

#include "pipeline/base/error.h"
#include "pipeline/run/media_conversation.h"

namespace vidcam {
namespace {

constexpr auto kGrace = std::chrono::seconds(3);  // a run that is told to stop has five
constexpr auto kPoll = std::chrono::milliseconds(5);

}  // namespace

size_t MediaEvents::push(MediaEvent event) {
  const int worker = event.worker;
  const std::lock_guard lock(mutex_);
  events_.push_back(std::move(event));
  arrived_.notify_one();
  return static_cast<size_t>(std::count_if(
      events_.begin(), events_.end(), [=](const auto& each) { return each.worker == worker; }));
}

std::optional<MediaEvent> MediaEvents::pop(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  if (!arrived_.wait_for(lock, timeout, [this] { return !events_.empty(); })) return std::nullopt;
  MediaEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

MediaWorker::MediaWorker(int id, const std::string& program, const MediaJob& job,
                         MediaEvents& events)
    : id_(id), most_unread_(most_unread(job)) {
  const auto [ours, theirs] = connected_sockets();
  wire_ = std::make_unique<Wire>(ours, limits_of_messages(job));
  process_ = std::make_unique<ChildProcess>(program, std::vector<std::string>{"--worker"}, theirs);
  try {
    wire_->send(static_cast<uint32_t>(MediaMessage::Job), job);
  } catch (const Error&) {
    // It ended before it listened; the reader finds out how.
  }
  reader_ = std::jthread([this, &events] { read(events); });
}

MediaWorker::~MediaWorker() {
  hang_up();
  while (!over_ && std::chrono::steady_clock::now() < *patience_)
    std::this_thread::sleep_for(kPoll);
  process_->kill();  // it did not listen
  reader_.join();
}

void MediaWorker::hang_up() {
  if (patience_) return;
  hung_up_ = true;
  wire_->shut_down();
  patience_ = std::chrono::steady_clock::now() + kGrace;
}

void MediaWorker::send_heat(const ClipHeat& heat) {
  const std::vector<float> body = heat_body(heat);
  wire_->send(static_cast<uint32_t>(MediaMessage::Heat), heat_head(heat), body.data(),
              body.size() * sizeof(float));
}

void MediaWorker::kill(const std::string& why) {
  {
    const std::lock_guard lock(why_mutex_);
    why_ = why;
  }
  process_->kill();
}

void MediaWorker::read(MediaEvents& events) {
  MediaEvent last{id_, std::nullopt, ""};
  try {
    while (auto message = wire_->receive()) {
      if (events.push({id_, std::move(message), ""}) > most_unread_)
        throw Error(ExitCode::Io, "it sends more than it may");
    }
  } catch (const Error& e) {
    last.error = e.what();
  }
  // Shutting down tells a process that is still there to go, though it may be in the middle of a
  // message; one that broke the protocol is not waited for.
  if (!last.error.empty() && !hung_up_) process_->kill();
  const std::string ending = process_->wait();
  if (!ending.empty())
    last.error += (last.error.empty() ? "" : "; ") + ("the media process ended: " + ending);
  {
    const std::lock_guard lock(why_mutex_);
    if (!why_.empty()) last.error = why_;
  }
  events.push(std::move(last));
  over_ = true;
}

}  // namespace vidcam
