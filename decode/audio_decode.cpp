#include "decode/audio_decode.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

#include <algorithm>
#include <cstring>

#include "decode/av_error.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

AudioFormat pcm_format(const AVFrame& first) {
  AudioFormat format;
  format.codec = "pcm_f32le";
  format.sample_rate = first.sample_rate;
  format.channels = first.ch_layout.nb_channels;
  const bool native = first.ch_layout.order == AV_CHANNEL_ORDER_NATIVE;
  format.channel_layout = native ? first.ch_layout.u.mask : 0;
  format.time_base = {1, first.sample_rate};
  return format;
}

AVChannelLayout layout_of(const AudioFormat& format) {
  AVChannelLayout layout{};
  if (format.channel_layout == 0 ||
      av_channel_layout_from_mask(&layout, format.channel_layout) < 0) {
    av_channel_layout_default(&layout, format.channels);
  }
  return layout;
}

}  // namespace

AudioDecode::AudioDecode(Container container, int stream, const DecodeLimits& limits)
    : container_(std::move(container)), decoder_(container_, stream, limits) {
  const AVRational base = container_.format->streams[stream]->time_base;
  time_base_ = {base.num, base.den};
  pending_ = decoder_.next();
  if (pending_ == nullptr || pending_->sample_rate <= 0 || pending_->ch_layout.nb_channels <= 0) {
    throw Error(ExitCode::Unusable,
                "cannot use the sound of " + container_.path + ": no sample of its " +
                    avcodec_get_name(decoder_.codec().codec_id) + " stream could be decoded");
  }
  format_ = pcm_format(*pending_);
}

std::optional<AudioPacket> AudioDecode::next() {
  FrameHandle frame = pending_ ? std::move(pending_) : decoder_.next();
  if (frame == nullptr) return std::nullopt;
  prepare(*frame);
  return convert(*frame);
}

// The decoder may change its format on the way; what comes out stays as promised.
void AudioDecode::prepare(const AVFrame& frame) {
  const int channels = frame.ch_layout.nb_channels;
  if (resampler_ && frame.format == in_format_ && frame.sample_rate == in_rate_ &&
      channels == in_channels_) {
    return;
  }
  AVChannelLayout in{};
  check_av(frame.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC
               ? (av_channel_layout_default(&in, channels), 0)
               : av_channel_layout_copy(&in, &frame.ch_layout),
           "sound channels of " + container_.path);
  AVChannelLayout out = layout_of(format_);
  SwrContext* raw = nullptr;
  const int status =
      swr_alloc_set_opts2(&raw, &out, AV_SAMPLE_FMT_FLT, format_.sample_rate, &in,
                          static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  av_channel_layout_uninit(&in);
  resampler_.reset(raw);
  check_av(status, "converting the sound of " + container_.path);
  check_av(swr_init(resampler_.get()), "converting the sound of " + container_.path);
  in_format_ = frame.format;
  in_rate_ = frame.sample_rate;
  in_channels_ = channels;
}

AudioPacket AudioDecode::convert(const AVFrame& frame) {
  const int room = swr_get_out_samples(resampler_.get(), frame.nb_samples);
  const size_t sample_bytes = sizeof(float) * static_cast<size_t>(format_.channels);
  AudioPacket packet;
  packet.bytes.resize(static_cast<size_t>(std::max(room, 0)) * sample_bytes);
  uint8_t* to = packet.bytes.data();
  const int got =
      check_av(swr_convert(resampler_.get(), &to, room,
                           const_cast<const uint8_t**>(frame.extended_data), frame.nb_samples),
               "converting the sound of " + container_.path);
  packet.bytes.resize(static_cast<size_t>(got) * sample_bytes);
  const bool timed = frame.best_effort_timestamp != AV_NOPTS_VALUE;
  packet.pts =
      timed ? rescale(frame.best_effort_timestamp, time_base_, format_.time_base) : next_pts_;
  packet.dts = packet.pts;
  packet.duration = got;
  next_pts_ = packet.pts + got;
  return packet;
}

}  // namespace vidcam
