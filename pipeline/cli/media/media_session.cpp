#include "pipeline/cli/media/media_session.h"

#include <algorithm>
#include <cmath>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

uint32_t kind(MediaMessage m) { return static_cast<uint32_t>(m); }

DecodeLimits limits_of(const MediaJob& job) { return {job.max_pixels, job.max_duration_seconds}; }

bool has_sheet(const MediaJob& job) {
  return job.paint && std::any_of(job.outputs.begin(), job.outputs.end(),
                                  [](const OutputRequest& o) { return o.view == "sheet"; });
}

int64_t shown_frames(const std::vector<Segment>& segments, int64_t total) {
  int64_t shown = 0;
  for (const Segment& segment : segments) shown += segment.frames < 0 ? total : segment.frames;
  return shown;
}

}  // namespace

MediaSession::MediaSession(MediaJob job, Wire& wire)
    : job_(std::move(job)), wire_(wire), timeline_(job_.clip.span()) {}

void MediaSession::run() {
  source_ = open_source(job_.input, limits_of(job_));
  peeked_ = source_->next();
  if (!peeked_)
    throw Error(ExitCode::Unusable, job_.input + ": holds no frame that can be decoded");
  first_pts_ = peeked_->pts;
  const StreamInfo& info = source_->info();
  sampler_.emplace(info, job_.clip);
  wire_.send(kind(MediaMessage::Opened), info);
  const int64_t total = total_frames();
  const auto segments = plan_segments(job_.selection, job_.clip, info, total);
  if (job_.paint) outputs_.emplace(job_, info, shown_frames(segments, total));
  for (const Segment& segment : segments) run_segment(segment);
  if (numbered_ == 0)
    throw Error(ExitCode::Unusable, job_.input + ": no frame at the times asked for");
  send_end();
  while (timeline_.outstanding() > 0) wait_for_heat();
  write_settled(numbered_);
  wire_.send(kind(MediaMessage::Finished), outputs_ ? outputs_->close() : MediaResult{});
}

int64_t MediaSession::total_frames() {
  const bool matters = job_.selection.spread > 0 || has_sheet(job_);
  if (!matters || source_->info().is_image) return 1;
  if (source_->info().declared_frames > 0) return source_->info().declared_frames;
  // A container that does not say how long it is has to be read once.
  int64_t count = 0;
  for (const auto counter = open_source(job_.input, limits_of(job_)); counter->next();) ++count;
  return count;
}

double MediaSession::seconds_of(const Frame& frame) const {
  return static_cast<double>(frame.pts - first_pts_) * source_->info().time_base.value();
}

std::optional<Frame> MediaSession::first_of(const Segment& segment) {
  const bool from_start = segment.start_seconds <= 0 && peeked_;
  if (!from_start && source_->seek(segment.start_seconds)) peeked_.reset();
  std::optional<Frame> frame = peeked_ ? std::exchange(peeked_, std::nullopt) : source_->next();
  while (frame && seconds_of(*frame) < segment.start_seconds) frame = source_->next();
  return frame;
}

void MediaSession::run_segment(const Segment& segment) {
  std::optional<Frame> frame = first_of(segment);
  if (!frame) return;
  const Rational rate = source_->info().frame_rate;
  const auto source_number =
      std::llround(seconds_of(*frame) * (rate.known() ? rate.value() : 25.0));
  const int64_t shift = segment.frames < 0 ? 0 : source_number - numbered_;
  const int64_t segment_first_pts = frame->pts;
  const int64_t shown_from = segment.frames < 0 || numbered_ == 0 ? frame->pts : shown_until_;
  ClipAssembler assembler(job_.clip, job_.selection.stride, sampler_->width(), sampler_->height(),
                          numbered_, clips_);
  for (; frame; frame = source_->next()) {
    std::vector<uint8_t> picture = job_.pixels ? sampler_->sample(*frame) : std::vector<uint8_t>();
    const double seconds = seconds_of(*frame);
    hold(std::move(*frame), segment_first_pts, shown_from);
    if (auto clip = assembler.push(std::move(picture), seconds)) send_clip(std::move(*clip), shift);
    take_heat_that_came();
    write_settled(assembler.next_start());
    while (full()) {
      wire_.send(kind(MediaMessage::Stalled), nlohmann::json::object());
      wait_for_heat();
      write_settled(assembler.next_start());
    }
    if (assembler.pushed() == segment.frames) break;
  }
  if (auto clip = assembler.finish()) send_clip(std::move(*clip), shift);
}

void MediaSession::hold(Frame frame, int64_t segment_first_pts, int64_t shown_from) {
  end_seconds_ =
      seconds_of(frame) + static_cast<double>(frame.duration) * source_->info().time_base.value();
  // Single windows of the video are shown one after the other, without the gaps between them.
  frame.pts += shown_from - segment_first_pts;
  shown_until_ = frame.pts + std::max<int64_t>(frame.duration, 1);
  const int64_t number = numbered_++;
  if (!job_.paint) return;
  waiting_bytes_ += static_cast<int64_t>(frame.bytes());
  waiting_.push_back({number, std::move(frame)});
}

void MediaSession::send_clip(Clip clip, int64_t to_source_number) {
  timeline_.announce(clip);
  clips_ = clip.index + 1;
  clip.first_frame += to_source_number;
  clip.heat_from += to_source_number;
  const std::vector<uint8_t> pixels = std::exchange(clip.rgb, {});
  wire_.send(kind(MediaMessage::Clip), ClipHead{std::move(clip)}, pixels.data(), pixels.size());
}

bool MediaSession::full() const {
  // A clip that is still being filled waits for nobody: only heat that is on its way can make room.
  return timeline_.outstanding() > 0 &&
         (waiting_bytes_ > job_.memory_bytes || timeline_.outstanding() >= job_.clips_in_flight);
}

void MediaSession::take_heat_that_came() {
  while (timeline_.outstanding() > 0 && wire_.readable(std::chrono::milliseconds(0)))
    wait_for_heat();
}

void MediaSession::wait_for_heat() {
  auto message = wire_.receive();
  if (!message) throw Error(ExitCode::Stopped, job_.input + ": the run was stopped");
  if (message->kind != kind(MediaMessage::Heat))
    throw Error(ExitCode::Io, "expected heat from the other program");
  timeline_.arrive(parse_heat(message->head, message->body));
}

void MediaSession::write_settled(int64_t before) {
  while (!waiting_.empty() && waiting_.front().number < before &&
         timeline_.settled(waiting_.front().number)) {
    const Waiting& next = waiting_.front();
    outputs_->write(next.frame, timeline_.at(next.number));
    waiting_bytes_ -= static_cast<int64_t>(next.frame.bytes());
    waiting_.pop_front();
  }
  timeline_.forget_before(waiting_.empty() ? std::min(before, numbered_) : waiting_.front().number);
}

void MediaSession::send_end() {
  wire_.send(kind(MediaMessage::End),
             EndOfClips{numbered_, clips_, end_seconds_, source_->damage()});
}

}  // namespace vidcam
