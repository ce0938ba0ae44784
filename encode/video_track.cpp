#include "encode/video_track.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

#include "encode/color_tags.h"
#include "encode/display_matrix.h"
#include "pipeline/base/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

namespace vidcam {
namespace {

constexpr char kEncoder[] = "libx264";

AVRational to_av(Rational r) { return {static_cast<int>(r.num), static_cast<int>(r.den)}; }

// The colours of the file: the frames' own; RGB becomes the usual kind of Y, Cb, Cr.
ColorModel file_color(ColorModel frames) {
  return frames.matrix == Matrix::Rgb ? ColorModel{Matrix::Bt709, false} : frames;
}

int even(int size) { return (size + 1) / 2 * 2; }

void set_display_matrix(AVStream* stream, Orientation orientation, int width, int height) {
  if (orientation.is_identity()) return;
  const auto matrix = display_matrix(orientation, width, height);
  uint8_t* data = av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, sizeof matrix);
  if (data == nullptr) throw std::bad_alloc();
  std::memcpy(data, matrix.data(), sizeof matrix);
}

}  // namespace

void check_video_codec(const std::string& codec, const std::string& path) {
  if (codec != "h264")
    throw std::invalid_argument("no video codec \"" + codec + "\" for output; known: h264");
  if (avcodec_find_encoder_by_name(kEncoder) == nullptr) {
    throw Error(ExitCode::Io, path + ": cannot be written: this FFmpeg has no encoder \"" +
                                  kEncoder + "\"; install one that was built with x264");
  }
}

VideoTrack::VideoTrack(Mp4File& file, const StreamInfo& info, const Frame& first,
                       Rational time_base, const WriterOptions& options)
    : file_(file),
      time_base_(time_base),
      converter_(PictureConverter::Format::Yuv420, file_color(first.color), true),
      packet_(new_av_packet()),
      held_(new_av_packet()) {
  if (info.frame_rate.known()) {
    const Rational frame{info.frame_rate.den, info.frame_rate.num};
    ticks_a_frame_ = std::max<int64_t>(1, rescale(1, frame, time_base));
  }
  open_encoder(info, first, options);
  add_stream(info, first);
}

VideoTrack::~VideoTrack() = default;

void VideoTrack::open_encoder(const StreamInfo& info, const Frame& first,
                              const WriterOptions& options) {
  const AVCodec* codec = avcodec_find_encoder_by_name(kEncoder);
  encoder_.reset(avcodec_alloc_context3(codec));
  if (!encoder_) throw std::bad_alloc();
  encoder_->width = even(first.width);
  encoder_->height = even(first.height);
  encoder_->pix_fmt = AV_PIX_FMT_YUV420P;
  encoder_->time_base = to_av(time_base_);
  if (info.frame_rate.known()) encoder_->framerate = to_av(info.frame_rate);
  if (info.sample_aspect.known()) encoder_->sample_aspect_ratio = to_av(info.sample_aspect);
  tag_colors(*encoder_, file_color(first.color), info, first);
  encoder_->thread_count = options.threads;
  encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  encoder_->log_level_offset = AV_LOG_INFO - AV_LOG_ERROR;  // its reports are not for our users
  AVDictionary* settings = nullptr;
  av_dict_set(&settings, "preset", options.preset.c_str(), 0);
  av_dict_set_int(&settings, "crf", options.crf, 0);
  const int status = avcodec_open2(encoder_.get(), codec, &settings);
  av_dict_free(&settings);
  check_encoded(status, file_.path(),
                "be encoded with " + std::string(kEncoder) + " at preset " + options.preset);
}

void VideoTrack::add_stream(const StreamInfo& info, const Frame& first) {
  stream_ = file_.add_stream();
  check_encoded(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()), file_.path(),
                "be written");
  stream_->time_base = encoder_->time_base;
  stream_->avg_frame_rate = encoder_->framerate;
  stream_->sample_aspect_ratio = encoder_->sample_aspect_ratio;
  set_display_matrix(stream_, info.orientation, even(first.width), even(first.height));
}

void VideoTrack::write(const Frame& frame, int64_t pts) {
  if (waiting_) {
    last_step_ = pts - waiting_->pts;
    const Waiting shown = std::move(*waiting_);
    waiting_.reset();
    encode(shown, last_step_);
  }
  waiting_ = Waiting{frame, pts};
}

int64_t VideoTrack::last_duration() const {
  if (waiting_->frame.duration > 0) return waiting_->frame.duration;
  return last_step_ > 0 ? last_step_ : ticks_a_frame_;
}

void VideoTrack::finish() {
  if (waiting_) encode(*waiting_, last_duration());
  check_encoded(avcodec_send_frame(encoder_.get(), nullptr), file_.path(), "be encoded");
  drain();
  if (in_ != out_)
    throw Error(ExitCode::Io, file_.path() + ": cannot be encoded: the encoder gave " +
                                  std::to_string(out_) + " pictures for " + std::to_string(in_));
  end_held();
}

void VideoTrack::encode(const Waiting& picture, int64_t duration) {
  const EncodeOwned<AVFrame> av = converter_.convert(picture.frame);
  av->pts = picture.pts;
  durations_[picture.pts] = std::min<int64_t>(duration, std::numeric_limits<int32_t>::max());
  end_pts_ = picture.pts + durations_[picture.pts];
  check_encoded(avcodec_send_frame(encoder_.get(), av.get()), file_.path(), "be encoded");
  ++in_;
  drain();
}

void VideoTrack::drain() {
  while (true) {
    const int status = avcodec_receive_packet(encoder_.get(), packet_.get());
    if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return;
    check_encoded(status, file_.path(), "be encoded");
    ++out_;
    const auto duration = durations_.extract(packet_->pts);
    if (!duration.empty()) packet_->duration = duration.mapped();
    if (out_ > 1) {
      pass_on_held();
    } else {
      first_dts_ = packet_->dts;
      first_pts_ = packet_->pts;
    }
    std::swap(packet_, held_);
  }
}

void VideoTrack::pass_on_held() { file_.write(held_.get(), stream_, encoder_->time_base); }

// MP4 keeps decoding times; only the last packet has a duration of its own. It is the one that
// makes the track as long as its pictures are shown, though with B-frames another one is shown
// last.
void VideoTrack::end_held() {
  const int64_t whole = end_pts_ - first_pts_ - (held_->dts - first_dts_);
  held_->duration = std::clamp<int64_t>(whole, 0, end_pts_ - held_->pts);
  pass_on_held();
}

}  // namespace vidcam
