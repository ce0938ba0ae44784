#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/base/audio.h"
#include "pipeline/base/frame.h"

namespace vidcam {

struct WriterOptions {
  std::string codec = "h264";       // h264 (libx264)
  std::string preset = "veryfast";  // x264's
  int crf = 20;
  int threads = 1;  // of the codec; the bytes depend on it
};

// Writes one explanation video or picture. Everything goes to a temporary name in the same folder;
// close() makes it final (fsync, rename). A writer that is destroyed without close() leaves nothing
// behind.
class Writer {
 public:
  virtual ~Writer() = default;
  // Frames in growing pts; all of one size. Throws Error (Io) naming the path; disk full says so.
  // After a throw the writer can only be destroyed.
  virtual void write(const Frame& frame) = 0;
  // Packets in order; only where an AudioFormat was given. May be called before or between frames.
  virtual void write_audio(const AudioPacket& packet) = 0;
  // Finishes the file under its final name. Throws Error (Io); after a throw nothing is under the
  // final name.
  virtual void close() = 0;
};

// MP4 with yuv420p pictures, +faststart, the stream's time base, pts, orientation, sample aspect
// and colour description (matrix and range as in the first frame; RGB becomes BT.709, limited).
// Odd sizes are padded to even ones by repeating the last row or column (4:2:0 H.264 knows no odd
// size). Every pts reads back exactly; what MP4 cannot say is in [Note: Time in MP4] of
// writer_clock.h. audio: nullptr for none; PCM is encoded to AAC, everything else is copied; a
// codec that MP4 cannot hold makes the first write() throw Error (Unusable). Sound that comes
// before the first frame waits in memory. width/height: of the frames to come (side by side is
// wider than the source), before orientation. Throws std::invalid_argument for an unknown codec,
// Error (Io) where no file can be made in the folder or FFmpeg lacks the encoder.
[[nodiscard]] std::unique_ptr<Writer> open_video_writer(const std::string& path,
                                                        const StreamInfo& info, int width,
                                                        int height, const AudioFormat* audio,
                                                        const WriterOptions& options = {});

// PNG or JPEG (4:4:4, full range) by the path's suffix, one frame, turned upright. Throws
// std::invalid_argument for another suffix, Error (Io) where no file can be made in the folder.
[[nodiscard]] std::unique_ptr<Writer> open_image_writer(const std::string& path,
                                                        const StreamInfo& info);

}  // namespace vidcam
