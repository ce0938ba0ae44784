#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "decode/frame_clock.h"
#include "decode/frame_source.h"
#include "decode/stream_decoder.h"
#include "decode/to_video_frame.h"

namespace vidcam {

// A video or picture file. Times are the file's own (FFmpeg's best effort from pts and dts), made
// strictly growing by FrameClock. Frames whose size differs from the first one's are scaled to it
// and said in damage().
class VideoReader : public FrameSource {
 public:
  // Decodes the first frame. Throws Error as open_source does. picture_as_video: a picture file
  // comes as a 4:2:0 frame, as one of a folder.
  explicit VideoReader(const std::string& path, const DecodeLimits& limits = {},
                       bool picture_as_video = false);

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  std::optional<Frame> next() override;
  bool seek(double seconds) override;
  [[nodiscard]] std::vector<std::string> damage() const override;

 private:
  void open();
  void read_first();
  [[nodiscard]] FrameHandle decode();
  [[nodiscard]] Frame finish(FrameHandle raw);
  void check_limits(const Frame& frame);
  bool jump(int64_t target);
  void restart();
  [[nodiscard]] std::string ends_early() const;  // "": it does not, or cannot be told
  [[nodiscard]] std::string no_frame_text() const;

  DecodeLimits limits_;
  bool picture_as_video_;
  std::unique_ptr<Container> container_;
  int stream_ = -1;
  std::unique_ptr<StreamDecoder> decoder_;
  StreamInfo info_;
  std::optional<FrameClock> clock_;
  std::optional<ToVideoFrame> to_video_;
  std::optional<Frame> pending_;  // decoded, not yet handed out
  int64_t first_pts_ = 0;
  int64_t indexed_packets_ = 0;
  int64_t frames_ = 0;  // handed out
  int64_t concealed_ = 0;
  int64_t resized_ = 0;
  bool sought_ = false;
  bool ended_ = false;
};

}  // namespace vidcam
