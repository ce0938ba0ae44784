#include "decode/video_reader.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <algorithm>
#include <cmath>
#include <utility>

#include "decode/declared_size.h"
#include "decode/stream_info.h"
#include "decode/to_picture.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

std::string with_plural(int64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

VideoReader::VideoReader(const std::string& path, const DecodeLimits& limits, bool picture_as_video)
    : limits_(limits), picture_as_video_(picture_as_video) {
  info_.path = path;
  open();
  read_first();
}

void VideoReader::open() {
  container_ = std::make_unique<Container>(open_container(info_.path, limits_));
  stream_ = choose_video_stream(*container_);
  decoder_ = std::make_unique<StreamDecoder>(*container_, stream_, limits_);
}

void VideoReader::read_first() {
  FrameHandle first = decode();
  if (first == nullptr) throw Error(ExitCode::Unusable, no_frame_text());
  const AVStream& stream = *container_->format->streams[stream_];
  info_ = describe(*container_, stream, decoder_->codec(), *first);
  indexed_packets_ = count_index(*container_, stream).packets;
  if (info_.duration_seconds > limits_.max_duration_seconds) {
    throw Error(ExitCode::Unusable, "cannot use " + info_.path + ": it lasts " +
                                        std::to_string(std::llround(info_.duration_seconds)) +
                                        " s, over the limit of " +
                                        std::to_string(std::llround(limits_.max_duration_seconds)) +
                                        " s");
  }
  clock_.emplace(info_.time_base, info_.frame_rate);
  to_video_.emplace(info_.width, info_.height, info_.is_image);
  pending_ = finish(std::move(first));
  first_pts_ = pending_->pts;
}

FrameHandle VideoReader::decode() {
  FrameHandle frame = decoder_->next();
  if (frame == nullptr) {
    ended_ = true;
  } else {
    check_picture_size(info_.path, frame->width, frame->height, limits_);
  }
  return frame;
}

Frame VideoReader::finish(FrameHandle raw) {
  const bool damaged = raw->decode_error_flags != 0 || (raw->flags & AV_FRAME_FLAG_CORRUPT) != 0;
  concealed_ += damaged ? 1 : 0;
  resized_ += raw->width != info_.width || raw->height != info_.height ? 1 : 0;
  const int64_t best = raw->best_effort_timestamp;
  const int64_t duration = raw->pkt_duration;
  try {
    Frame frame = info_.is_image && !picture_as_video_
                      ? to_picture(std::move(raw), decoder_->codec())
                      : (*to_video_)(std::move(raw), decoder_->codec());
    frame.pts = clock_->stamp(best == AV_NOPTS_VALUE ? std::nullopt : std::optional<int64_t>(best));
    frame.duration = std::max<int64_t>(duration, 0);
    return frame;
  } catch (const Error& error) {
    throw Error(error.code(), "cannot use " + info_.path + ": " + error.what());
  }
}

std::optional<Frame> VideoReader::next() {
  if (!pending_ && !ended_ && !(info_.is_image && frames_ > 0)) {
    if (FrameHandle raw = decode()) pending_ = finish(std::move(raw));
  }
  if (!pending_) return std::nullopt;
  check_limits(*pending_);
  ++frames_;
  return std::exchange(pending_, std::nullopt);
}

void VideoReader::check_limits(const Frame& frame) {
  const double seconds = static_cast<double>(frame.pts - first_pts_) * info_.time_base.value();
  if (frames_ < limits_.max_frames && seconds <= limits_.max_duration_seconds) return;
  throw Error(ExitCode::Unusable, "cannot read on in " + info_.path + ": it goes on after " +
                                      with_plural(frames_, "frame") + ", over the limit of " +
                                      std::to_string(limits_.max_frames) + " frames or " +
                                      std::to_string(std::llround(limits_.max_duration_seconds)) +
                                      " s");
}

bool VideoReader::seek(double seconds) {
  if (info_.is_image) return false;
  const double ticks = std::max(0.0, seconds) / info_.time_base.value();
  if (ticks > 9e15) return false;
  // A hair less, so that the second at which a frame was said to be finds that frame.
  const int64_t target = first_pts_ + static_cast<int64_t>(std::ceil(ticks - 1e-3));
  if (clock_->made_up() || !jump(target)) restart();
  sought_ = true;
  while (!pending_ || pending_->pts < target) {
    FrameHandle raw = decode();
    if (raw == nullptr) {
      pending_.reset();
      break;
    }
    pending_ = finish(std::move(raw));
  }
  return true;
}

// Decoding times order the index while target is a presentation time, so that a keyframe found may
// be shown too late: then once more from further back.
bool VideoReader::jump(int64_t target) {
  const auto second = std::max<int64_t>(1, std::llround(1 / info_.time_base.value()));
  for (int64_t back = 0; back < 64 * second; back = back == 0 ? second : back * 4) {
    const int64_t at = std::max(target - back, first_pts_);
    if (av_seek_frame(container_->format.get(), stream_, at, AVSEEK_FLAG_BACKWARD) < 0)
      return false;
    decoder_->flush();
    clock_->restart();
    ended_ = false;
    pending_.reset();
    if (FrameHandle raw = decode()) pending_ = finish(std::move(raw));
    if (clock_->made_up()) return false;  // a time that is counted on from the start
    if (pending_ && pending_->pts <= target) return true;
  }
  return false;
}

void VideoReader::restart() {
  decoder_.reset();
  container_.reset();
  open();
  clock_.emplace(info_.time_base, info_.frame_rate);
  ended_ = false;
  pending_.reset();
}

std::vector<std::string> VideoReader::damage() const {
  std::vector<std::string> lines;
  if (decoder_->errors() > 0) {
    lines.push_back(with_plural(decoder_->errors(), "decode error") + " in " + info_.path +
                    " (the last: " + decoder_->last_error() + ")" +
                    (decoder_->gave_up() ? ", given up after too many in a row" : ""));
  }
  if (concealed_ > 0) {
    lines.push_back(with_plural(concealed_, "frame") + " of " + info_.path +
                    " damaged and repaired by guessing");
  }
  if (resized_ > 0) {
    lines.push_back(with_plural(resized_, "frame") + " of " + info_.path +
                    " had another size and came scaled to " + std::to_string(info_.width) + "x" +
                    std::to_string(info_.height));
  }
  if (ended_ && !pending_ && !sought_) {
    if (const std::string early = ends_early(); !early.empty()) lines.push_back(early);
  }
  return lines;
}

std::string VideoReader::ends_early() const {
  if (decoder_->packets() < indexed_packets_ && frames_ < info_.declared_frames) {
    return info_.path + " ends early: " + std::to_string(frames_) + " of " +
           with_plural(info_.declared_frames, "declared frame");
  }
  const int64_t there = container_->bytes->size();
  const int64_t declared = declared_size(*container_->bytes).value_or(there);
  if (declared <= there) return "";
  return info_.path + " ends early: " + std::to_string(there) + " of " +
         with_plural(declared, "declared byte");
}

std::string VideoReader::no_frame_text() const {
  std::string text = "cannot use " + info_.path + ": no frame could be decoded";
  if (decoder_->errors() > 0) {
    text += " (" + with_plural(decoder_->errors(), "error") +
            ", the last: " + decoder_->last_error() + ")";
  } else {
    text += " (" + with_plural(decoder_->packets(), "packet") + " found)";
  }
  return text;
}

}  // namespace vidcam
