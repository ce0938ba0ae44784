#include "decode/stream_decoder.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <cerrno>
#include <new>

#include "decode/av_error.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr int kMaxErrorsInARow = 1000;

const AVCodec& decoder_for(const std::string& path, const AVCodecParameters& par) {
  const AVCodec* codec = avcodec_find_decoder(par.codec_id);
  if (codec == nullptr) {
    throw Error(ExitCode::Unusable, "cannot decode " + path + ": this FFmpeg has no decoder for " +
                                        avcodec_get_name(par.codec_id));
  }
  return *codec;
}

std::optional<int64_t> known(int64_t time) {
  return time == AV_NOPTS_VALUE ? std::nullopt : std::optional<int64_t>(time);
}

// Other streams are passed over already while demuxing.
void keep_only(AVFormatContext& format, int stream) {
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    format.streams[i]->discard =
        i == static_cast<unsigned>(stream) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

}  // namespace

StreamDecoder::StreamDecoder(Container& container, int stream, const DecodeLimits& limits)
    : container_(&container), stream_(stream), packet_(new_packet()) {
  const AVStream& from = *container.format->streams[stream];
  const AVCodec& codec = decoder_for(container.path, *from.codecpar);
  codec_.reset(avcodec_alloc_context3(&codec));
  if (codec_ == nullptr) throw std::bad_alloc();
  const std::string what = "cannot decode " + container.path + " (" + codec.name + ")";
  check_av(avcodec_parameters_to_context(codec_.get(), from.codecpar), what);
  codec_->thread_count = 1;
  codec_->pkt_timebase = from.time_base;
  codec_->max_pixels = limits.max_pixels;
  check_av(avcodec_open2(codec_.get(), &codec, nullptr), what);
  keep_only(*container.format, stream);
}

FrameHandle StreamDecoder::next() {
  FrameHandle frame = new_frame();
  while (!gave_up_) {
    const int status = avcodec_receive_frame(codec_.get(), frame.get());
    if (status >= 0) {
      errors_in_a_row_ = 0;
      set_time(*frame);
      return frame;
    }
    if (status == AVERROR_EOF) break;
    if (status == AVERROR(EAGAIN)) {
      feed();
    } else {
      dts_order_.lost();
      count(status);
    }
  }
  return nullptr;
}

void StreamDecoder::set_time(AVFrame& frame) {
  // For MPEG-1, 2 and 4 FFmpeg derives B frames' times itself; mixing the two would go wrong.
  const bool lacks_times =
      codec_->codec_id == AV_CODEC_ID_H264 || codec_->codec_id == AV_CODEC_ID_HEVC;
  if (frame.pts != AV_NOPTS_VALUE || !lacks_times) return;
  const auto time = dts_order_.taken(codec_->has_b_frames, draining_);
  if (time) frame.best_effort_timestamp = *time;
}

void StreamDecoder::feed() {
  const int status = av_read_frame(container_->format.get(), packet_.get());
  if (status == AVERROR_EOF) {
    draining_ = true;
    avcodec_send_packet(codec_.get(), nullptr);
    return;
  }
  if (status == AVERROR(EIO)) check_av(status, "reading " + container_->path);
  if (status < 0) return count(status);
  if (packet_->stream_index == stream_) send();
  av_packet_unref(packet_.get());
}

void StreamDecoder::send() {
  ++packets_;
  // AVI marks a dropped frame by an empty packet; to the decoder that would mean the end.
  if (packet_->size == 0) return;
  dts_order_.sent(known(packet_->pts), known(packet_->dts));
  const int status = avcodec_send_packet(codec_.get(), packet_.get());
  if (status >= 0 || status == AVERROR_EOF) return;
  dts_order_.lost();
  count(status);
}

void StreamDecoder::count(int status) {
  if (status == AVERROR(ENOMEM)) check_av(status, "decoding " + container_->path);
  last_error_ = av_text(status);
  ++errors_;
  gave_up_ = ++errors_in_a_row_ >= kMaxErrorsInARow;
}

void StreamDecoder::flush() {
  avcodec_flush_buffers(codec_.get());
  dts_order_.restart();
  draining_ = false;
  errors_in_a_row_ = 0;
}

}  // namespace vidcam
