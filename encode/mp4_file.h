#pragma once

#include <string>

#include "encode/libav.h"
#include "pipeline/base/output_file.h"

struct AVRational;
struct AVStream;

namespace vidcam {

// An MP4 file being written: streams first, then begin(), packets, finish(). Throws Error (Io)
// naming the path.
class Mp4File {
 public:
  explicit Mp4File(const std::string& path);

  [[nodiscard]] const std::string& path() const { return output_.path(); }
  [[nodiscard]] AVFormatContext* muxer() const { return muxer_.get(); }
  [[nodiscard]] AVStream* add_stream();

  // timescale: ticks a second of the pictures and of edit lists (which hold where a track starts).
  void begin(int timescale);

  // Takes the packet's contents; its times are in time_base.
  void write(AVPacket* packet, const AVStream* stream, AVRational time_base);

  // The index in front (+faststart), everything on disk, the final name.
  void finish();

 private:
  void check(int status) const;

  OutputFile output_;
  EncodeOwned<AVFormatContext> muxer_;
};

}  // namespace vidcam
