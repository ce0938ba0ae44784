#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "encode/mp4_file.h"
#include "encode/picture_converter.h"
#include "encode/writer.h"
#include "pipeline/base/frame.h"

namespace vidcam {

// The H.264 pictures of an MP4 file. A frame waits until the next one tells how long it is shown.
class VideoTrack {
 public:
  // first: says colour model and size. time_base: of write(). Adds its stream to the file.
  // Throws Error (Io) where the encoder does not open.
  VideoTrack(Mp4File& file, const StreamInfo& info, const Frame& first, Rational time_base,
             const WriterOptions& options);
  ~VideoTrack();
  VideoTrack(const VideoTrack&) = delete;
  VideoTrack& operator=(const VideoTrack&) = delete;

  // pts: the frame's, in time_base, growing.
  void write(const Frame& frame, int64_t pts);
  void finish();

 private:
  struct Waiting {
    Frame frame;
    int64_t pts = 0;
  };

  void open_encoder(const StreamInfo& info, const Frame& first, const WriterOptions& options);
  void add_stream(const StreamInfo& info, const Frame& first);
  void encode(const Waiting& picture, int64_t duration);
  void drain();
  void pass_on_held();
  void end_held();
  [[nodiscard]] int64_t last_duration() const;

  Mp4File& file_;
  Rational time_base_;
  int64_t ticks_a_frame_ = 1;  // by the average rate
  PictureConverter converter_;
  EncodeOwned<AVCodecContext> encoder_;
  EncodeOwned<AVPacket> packet_;
  EncodeOwned<AVPacket> held_;  // the last one out of the encoder
  AVStream* stream_ = nullptr;
  std::optional<Waiting> waiting_;
  int64_t last_step_ = 0;                 // from the frame before to the waiting one
  std::map<int64_t, int64_t> durations_;  // by pts, of what is in the encoder
  int64_t first_dts_ = 0;
  int64_t first_pts_ = 0;
  int64_t end_pts_ = 0;  // when the last frame encoded so far goes away
  int64_t in_ = 0;       // pictures that went into the encoder
  int64_t out_ = 0;      // ... and came out
};

// Throws std::invalid_argument for a codec that is not one of ours, Error (Io) where this FFmpeg
// lacks its encoder.
void check_video_codec(const std::string& codec, const std::string& path);

}  // namespace vidcam
