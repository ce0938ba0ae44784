#pragma once

#include "decode/audio_source.h"
#include "decode/av_handles.h"
#include "decode/container.h"

namespace vidcam {

// Packets of a sound stream as they are in the file. AAC from MPEG-TS keeps its ADTS headers, which
// the MP4 muxer takes off.
class AudioCopy : public AudioSource {
 public:
  AudioCopy(Container container, int stream);
  [[nodiscard]] const AudioFormat& format() const override { return format_; }
  std::optional<AudioPacket> next() override;

 private:
  Container container_;
  int stream_;
  AudioFormat format_;
  PacketHandle packet_;
  int errors_in_a_row_ = 0;
};

}  // namespace vidcam
