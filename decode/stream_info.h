#pragma once

#include "decode/container.h"
#include "pipeline/base/frame.h"

struct AVCodecContext;
struct AVFrame;
struct AVStream;

namespace vidcam {

// The stream to show: FFmpeg's best video stream; cover art of a sound file is none. Throws Error
// (Unusable): no video stream, or an encrypted one.
[[nodiscard]] int choose_video_stream(const Container& container);

// Pictures the container's index promises: exact for MP4 and MOV whose index is at the front or the
// end. packets counts all entries, frames those that are to be shown (edit lists).
struct IndexCount {
  int64_t packets = 0;
  int64_t frames = 0;
};
[[nodiscard]] IndexCount count_index(const Container& container, const AVStream& stream);

// All that is known once the first frame is decoded.
[[nodiscard]] StreamInfo describe(const Container& container, const AVStream& stream,
                                  const AVCodecContext& codec, const AVFrame& first);

}  // namespace vidcam
