#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/base/rational.h"

namespace vidcam {

// Sound on its way from a file to another. Either coded packets to be copied, or PCM to be encoded.
struct AudioFormat {
  std::string
      codec;  // FFmpeg's name, "aac"; "pcm_f32le": interleaved float PCM that has to be encoded
  int sample_rate = 0;
  int channels = 0;
  uint64_t channel_layout = 0;  // FFmpeg's native mask; 0: unspecified
  int frame_size = 0;           // samples a packet, 0: varies
  int64_t bit_rate = 0;
  int profile = -99;        // FFmpeg's FF_PROFILE_*, -99: unknown
  int initial_padding = 0;  // samples of encoder delay
  std::vector<uint8_t> extradata;
  Rational time_base{1, 48000};
};

struct AudioPacket {
  std::vector<uint8_t> bytes;
  int64_t pts =
      0;  // in AudioFormat::time_base, on the same clock as the video's pts (as in the file)
  int64_t dts = 0;
  int64_t duration = 0;
};

}  // namespace vidcam
