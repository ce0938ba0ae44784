#include "pipeline/run/media_conversation.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "pipeline/base/error.h"
#include "pipeline/base/geometry.h"

namespace vidcam {
namespace {

constexpr size_t kLongestText = 4096;
constexpr size_t kMostLines = 100;
constexpr int kMostSegmentsAhead = 2;  // a window that ends does not ask whether there is room

void require(bool holds, const char* what) {
  if (!holds)
    throw Error(ExitCode::Io, std::string("the media process said what cannot be: ") + what);
}

// For a terminal and a record: no escape sequences, one line.
void tidy(std::string& text) {
  if (text.size() > kLongestText) text.resize(kLongestText);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
}

void tidy(std::vector<std::string>& lines) {
  if (lines.size() > kMostLines) lines.resize(kMostLines);
  for (std::string& line : lines) tidy(line);
}

void check_stream(const StreamInfo& info, const MediaJob& job) {
  const auto side = [](int length) { return length > 0 && length <= 1 << 20; };
  require(
      side(info.width) && side(info.height) && int64_t{info.width} * info.height <= job.max_pixels,
      "a size of pictures");
  require(info.time_base.known(), "a time base");
  require(info.frame_rate.known() || info.frame_rate == Rational{}, "a frame rate");
  require(info.sample_aspect.known(), "a sample aspect ratio");
  require(info.orientation.quarter_turns >= 0 && info.orientation.quarter_turns < 4, "a rotation");
  require(info.duration_seconds >= 0, "a duration");
  require(info.declared_frames >= 0, "a number of frames");
}

void check_clip(const Clip& clip, const ClipSpec& spec) {
  constexpr int64_t kMost = int64_t{1} << 40;
  require(clip.first_frame >= 0 && clip.first_frame < kMost, "a clip's first frame");
  require(clip.real_frames > 0 && clip.real_frames <= spec.span(), "a clip's number of frames");
  require(
      clip.heat_from >= clip.first_frame && clip.heat_from <= clip.first_frame + clip.real_frames,
      "a clip's range of heat");
}

bool was_asked_for(const WrittenOutput& output, const MediaJob& job) {
  return std::any_of(job.outputs.begin(), job.outputs.end(), [&](const OutputRequest& request) {
    return output.path == request.path + ".png" || output.path == request.path + ".mp4";
  });
}

ExitCode code_of_failure(int code) {
  for (const ExitCode known :
       {ExitCode::Bug, ExitCode::Usage, ExitCode::Missing, ExitCode::Io, ExitCode::Stopped})
    if (code == static_cast<int>(known)) return known;
  return ExitCode::Unusable;
}

}  // namespace

MediaConversation::MediaConversation(MediaJob job) : job_(std::move(job)) {}

void MediaConversation::require(State state, const char* what) const {
  if (state_ != state)
    throw Error(ExitCode::Io, std::string("the media process said out of turn: ") + what);
}

StreamInfo MediaConversation::opened(const nlohmann::json& head) {
  require(State::Started, "opened");
  auto info = parse_head<StreamInfo>(head);
  for (std::string* text : {&info.path, &info.container, &info.codec}) tidy(*text);
  check_stream(info, job_);
  set_clip_size(info);
  state_ = State::Opened;
  return info;
}

void MediaConversation::set_clip_size(const StreamInfo& info) {
  try {
    const Placement placement = place(info.display_width(), info.display_height(), job_.clip);
    clip_height_ = placement.height;
    clip_width_ = placement.width;
  } catch (const std::invalid_argument&) {
    vidcam::require(false, "a size of pictures that the model cannot take");
  }
}

Clip MediaConversation::clip(const nlohmann::json& head, std::vector<uint8_t> body) {
  require(State::Opened, "a clip");
  Clip clip = parse_clip(head, std::move(body), job_.pixels);
  vidcam::require(clip.index == clips_, "a clip's number");
  vidcam::require(
      clip.frames == job_.clip.frames && clip.height == clip_height_ && clip.width == clip_width_,
      "a clip's size");
  check_clip(clip, job_.clip);
  vidcam::require(unanswered_ < job_.clips_in_flight + kMostSegmentsAhead,
                  "more clips than may wait");
  ++clips_;
  ++unanswered_;
  waits_ = false;
  return clip;
}

void MediaConversation::stalled() {
  require(State::Opened, "stalled");
  waits_ = unanswered_ > 0;
}

EndOfClips MediaConversation::ended(const nlohmann::json& head) {
  require(State::Opened, "the end of clips");
  auto end = parse_head<EndOfClips>(head);
  vidcam::require(end.clips == clips_ && end.frames >= 0, "a number of clips or frames");
  tidy(end.damage);
  state_ = State::Ended;
  waits_ = true;
  return end;
}

MediaResult MediaConversation::finished(const nlohmann::json& head) {
  require(State::Ended, "finished");
  vidcam::require(unanswered_ == 0, "finished, but clips wait");
  auto result = parse_head<MediaResult>(head);
  for (const WrittenOutput& output : result.outputs)
    vidcam::require(output.frames >= 0 && was_asked_for(output, job_), "a file that was written");
  tidy(result.warnings);
  state_ = State::Finished;
  return result;
}

MediaFailure MediaConversation::failed(const nlohmann::json& head) {
  vidcam::require(state_ != State::Finished && state_ != State::Failed, "failed after the end");
  auto failure = parse_head<MediaFailure>(head);
  failure.code = static_cast<int>(code_of_failure(failure.code));
  tidy(failure.message);
  state_ = State::Failed;
  return failure;
}

void MediaConversation::answered() {
  --unanswered_;
  if (state_ != State::Ended) waits_ = false;
}

WireLimits limits_of_messages(const MediaJob& job) {
  const ClipSpec& spec = job.clip;
  const bool cropped = spec.crop == ClipSpec::Crop::Center;
  const bool any_shape = spec.resize == ClipSpec::Resize::ShortSide && !cropped;
  WireLimits limits;
  if (!job.pixels)
    limits.max_body = 0;
  else if (!any_shape)
    limits.max_body = uint64_t{3} * static_cast<uint64_t>(spec.frames) *
                      static_cast<uint64_t>(cropped ? spec.height : spec.resize_height) *
                      static_cast<uint64_t>(cropped ? spec.width : spec.resize_width);
  return limits;
}

size_t most_unread(const MediaJob& job) {
  // Each clip and a word that it waits; opened, ended, finished or failed.
  return 2 * static_cast<size_t>(std::max(job.clips_in_flight, 0) + kMostSegmentsAhead) + 4;
}

}  // namespace vidcam
