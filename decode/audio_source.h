#pragma once

#include <memory>
#include <optional>
#include <string>

#include "decode/limits.h"
#include "pipeline/base/audio.h"

namespace vidcam {

// The sound of a file: its packets as they are where MP4 can hold the codec (AAC, MP3, AC-3, ALAC,
// Opus, FLAC ...), else decoded to interleaved float PCM, to be encoded again by the writer. Opens
// the file a second time and skips its pictures, so that sound never has to wait in memory for the
// model.
class AudioSource {
 public:
  virtual ~AudioSource() = default;
  [[nodiscard]] virtual const AudioFormat& format() const = 0;
  virtual std::optional<AudioPacket> next() = 0;
};

// Nothing where the file has no sound. Throws Error where there is sound that cannot be used (the
// caller warns and goes on without).
[[nodiscard]] std::unique_ptr<AudioSource> open_audio(const std::string& path,
                                                      const DecodeLimits& limits = {});

}  // namespace vidcam
