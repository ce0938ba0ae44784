#pragma once

#include "decode/audio_source.h"
#include "decode/av_handles.h"
#include "decode/container.h"
#include "decode/stream_decoder.h"

namespace vidcam {

// A sound stream decoded to interleaved float PCM at its own rate and channels ("pcm_f32le", time
// base 1 / sample rate); pieces that cannot be decoded are left out.
class AudioDecode : public AudioSource {
 public:
  // Throws Error (Unusable) where nothing can be decoded.
  AudioDecode(Container container, int stream, const DecodeLimits& limits);
  [[nodiscard]] const AudioFormat& format() const override { return format_; }
  std::optional<AudioPacket> next() override;

 private:
  void prepare(const AVFrame& frame);
  [[nodiscard]] AudioPacket convert(const AVFrame& frame);

  Container container_;
  StreamDecoder decoder_;
  Rational time_base_;
  AudioFormat format_;
  FrameHandle pending_;
  SwrHandle resampler_;
  int in_format_ = -1;
  int in_rate_ = 0;
  int in_channels_ = 0;
  int64_t next_pts_ = 0;
};

}  // namespace vidcam
