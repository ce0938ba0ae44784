#pragma once

#include <string>
#include <vector>

#include "pipeline/base/audio.h"

namespace vidcam::testing {

struct Sound {
  AudioFormat format;
  std::vector<AudioPacket> packets;
};

// The packets of a file's sound, with libav alone.
[[nodiscard]] Sound read_sound(const std::string& path);

struct Wave {
  int sample_rate = 0;
  int channels = 0;
  double start_seconds = 0;    // on the file's clock
  std::vector<float> samples;  // of the first channel; gaps in time are filled with 0
};

// The sound decoded as a player would, priming samples left out.
[[nodiscard]] Wave decode_sound(const std::string& path);

// Interleaved PCM of a 440 Hz tone that starts after `silent` seconds, in packets of `step`
// samples.
[[nodiscard]] Sound tone(int sample_rate, int channels, double silent, double seconds, int step);

// When the tone begins: where the wave is first louder than a tenth, in seconds of the file's
// clock.
[[nodiscard]] double onset(const Wave& wave);

}  // namespace vidcam::testing
