#include "decode/audio_copy.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <cerrno>

#include "decode/av_error.h"

namespace vidcam {
namespace {

constexpr int kMaxErrorsInARow = 1000;

AudioFormat format_of(const AVStream& stream) {
  const AVCodecParameters& par = *stream.codecpar;
  AudioFormat format;
  format.codec = avcodec_get_name(par.codec_id);
  format.sample_rate = par.sample_rate;
  format.channels = par.ch_layout.nb_channels;
  format.channel_layout = par.ch_layout.order == AV_CHANNEL_ORDER_NATIVE ? par.ch_layout.u.mask : 0;
  format.frame_size = par.frame_size;
  format.bit_rate = par.bit_rate;
  format.profile = par.profile;
  format.initial_padding = par.initial_padding;
  format.extradata.assign(par.extradata, par.extradata + par.extradata_size);
  format.time_base = {stream.time_base.num, stream.time_base.den};
  return format;
}

}  // namespace

AudioCopy::AudioCopy(Container container, int stream)
    : container_(std::move(container)),
      stream_(stream),
      format_(format_of(*container_.format->streams[stream])),
      packet_(new_packet()) {
  AVFormatContext& format = *container_.format;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    if (i != static_cast<unsigned>(stream)) format.streams[i]->discard = AVDISCARD_ALL;
  }
}

std::optional<AudioPacket> AudioCopy::next() {
  while (errors_in_a_row_ < kMaxErrorsInARow) {
    av_packet_unref(packet_.get());
    const int status = av_read_frame(container_.format.get(), packet_.get());
    if (status == AVERROR_EOF) break;
    if (status == AVERROR(EIO)) check_av(status, "reading the sound of " + container_.path);
    errors_in_a_row_ = status < 0 ? errors_in_a_row_ + 1 : 0;
    if (status < 0 || packet_->stream_index != stream_ || packet_->size == 0) continue;
    AudioPacket out;
    out.bytes.assign(packet_->data, packet_->data + packet_->size);
    out.pts = packet_->pts != AV_NOPTS_VALUE ? packet_->pts : packet_->dts;
    if (out.pts == AV_NOPTS_VALUE) continue;  // sound without a time has no place
    out.dts = packet_->dts != AV_NOPTS_VALUE ? packet_->dts : out.pts;
    out.duration = packet_->duration;
    return out;
  }
  return std::nullopt;
}

}  // namespace vidcam
