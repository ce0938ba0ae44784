#pragma once

#include <cstdint>
#include <memory>

#include "encode/mp4_file.h"
#include "pipeline/base/audio.h"

namespace vidcam {

// The sound of an MP4 file: copied packets, or PCM on its way to AAC.
class AudioTrack {
 public:
  virtual ~AudioTrack() = default;
  // pts: where the packet starts, in AudioFormat::time_base, on the file's clock.
  virtual void write(const AudioPacket& packet, int64_t pts) = 0;
  virtual void finish() = 0;
};

// Adds its stream to the file. Throws Error (Unusable) for a codec that MP4 cannot hold.
[[nodiscard]] std::unique_ptr<AudioTrack> open_audio_track(Mp4File& file,
                                                           const AudioFormat& format);

// PCM ("pcm_f32le") to AAC; see audio_track.cpp for the copy.
[[nodiscard]] std::unique_ptr<AudioTrack> open_pcm_track(Mp4File& file, const AudioFormat& format);

}  // namespace vidcam
