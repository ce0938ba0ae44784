#include "encode/audio_track.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include "pipeline/base/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mathematics.h>
}

namespace vidcam {
namespace {

// Packets as they are. Times in a coarse base (Matroska's milliseconds) are made exact again by
// counting samples, or every packet would begin up to a tick off.
class CopyTrack : public AudioTrack {
 public:
  CopyTrack(Mp4File& file, const AudioFormat& format);
  void write(const AudioPacket& packet, int64_t pts) override;
  void finish() override {}

 private:
  void describe(const AudioFormat& format, const AVCodecDescriptor& codec);

  Mp4File& file_;
  AVStream* stream_;
  AVRational time_base_;
  AVRational sample_base_;
  int frame_size_;
  int64_t counted_ = AV_NOPTS_VALUE;  // state of av_rescale_delta
  int64_t last_ = std::numeric_limits<int64_t>::min();
  EncodeOwned<AVPacket> packet_ = new_av_packet();
};

const AVCodecDescriptor& copyable(const Mp4File& file, const AudioFormat& format) {
  const AVCodecDescriptor* codec = avcodec_descriptor_get_by_name(format.codec.c_str());
  const bool known = codec != nullptr && codec->type == AVMEDIA_TYPE_AUDIO;
  if (!known ||
      avformat_query_codec(file.muxer()->oformat, codec->id, FF_COMPLIANCE_EXPERIMENTAL) <= 0)
    throw Error(ExitCode::Unusable, file.path() + ": MP4 cannot hold sound of codec \"" +
                                        format.codec + "\"; decode it to pcm_f32le first");
  return *codec;
}

CopyTrack::CopyTrack(Mp4File& file, const AudioFormat& format)
    : file_(file),
      time_base_{static_cast<int>(format.time_base.num), static_cast<int>(format.time_base.den)},
      sample_base_{1, std::max(1, format.sample_rate)},
      frame_size_(format.frame_size) {
  const AVCodecDescriptor& codec = copyable(file, format);
  stream_ = file.add_stream();
  describe(format, codec);
}

void CopyTrack::describe(const AudioFormat& format, const AVCodecDescriptor& codec) {
  AVCodecParameters& p = *stream_->codecpar;
  p.codec_type = AVMEDIA_TYPE_AUDIO;
  p.codec_id = codec.id;
  p.sample_rate = format.sample_rate;
  p.frame_size = format.frame_size;
  p.bit_rate = format.bit_rate;
  p.profile = format.profile;
  p.initial_padding = format.initial_padding;
  if (format.channel_layout == 0 ||
      av_channel_layout_from_mask(&p.ch_layout, format.channel_layout) < 0)
    av_channel_layout_default(&p.ch_layout, format.channels);
  if (!format.extradata.empty()) {
    p.extradata =
        static_cast<uint8_t*>(av_mallocz(format.extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    if (p.extradata == nullptr) throw std::bad_alloc();
    std::memcpy(p.extradata, format.extradata.data(), format.extradata.size());
    p.extradata_size = static_cast<int>(format.extradata.size());
  }
  stream_->time_base = sample_base_;
}

void CopyTrack::write(const AudioPacket& packet, int64_t pts) {
  if (av_new_packet(packet_.get(), static_cast<int>(packet.bytes.size())) < 0)
    throw std::bad_alloc();
  std::memcpy(packet_->data, packet.bytes.data(), packet.bytes.size());
  packet_->flags |= AV_PKT_FLAG_KEY;
  packet_->duration = frame_size_ > 0 ? frame_size_
                                      : av_rescale_q(std::max<int64_t>(0, packet.duration),
                                                     time_base_, sample_base_);
  int64_t at = av_rescale_q(pts, time_base_, sample_base_);
  if (packet_->duration > 0) {
    at = av_rescale_delta(time_base_, pts, sample_base_, static_cast<int>(packet_->duration),
                          &counted_, sample_base_);
  }
  // Damaged sources repeat times; MP4 knows no packet that takes none.
  if (last_ != std::numeric_limits<int64_t>::min()) at = std::max(at, last_ + 1);
  last_ = at;
  packet_->pts = packet_->dts = at;
  file_.write(packet_.get(), stream_, sample_base_);
}

}  // namespace

std::unique_ptr<AudioTrack> open_audio_track(Mp4File& file, const AudioFormat& format) {
  if (format.codec == "pcm_f32le") return open_pcm_track(file, format);
  return std::make_unique<CopyTrack>(file, format);
}

}  // namespace vidcam
