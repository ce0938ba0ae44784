#pragma once

#include <string>

#include "encode/libav.h"
#include "encode/read_back.h"
#include "pipeline/base/output_file.h"

struct AVRational;
struct AVStream;

namespace vidcam {

// An MP4 file being written: streams first, then begin(), packets, complete(), commit(). Throws
// Error (Io) naming the path.
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

  // The index in front (+faststart): the file is whole, under its temporary name.
  void complete();

  // Then: read back and held against what was written (read_back.h), everything on disk, the final
  // name.
  void commit();

 private:
  void check(int status) const;

  void count_picture(const AVPacket& packet);

  OutputFile output_;
  EncodeOwned<AVFormatContext> muxer_;
  WrittenPictures pictures_;
  int64_t first_dts_ = 0;
};

}  // namespace vidcam
