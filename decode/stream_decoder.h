#pragma once

#include <cstdint>
#include <string>

#include "decode/av_handles.h"
#include "decode/container.h"
#include "decode/dts_order.h"

namespace vidcam {

// Packets of one stream of a container into decoded frames, with one codec thread. What cannot be
// decoded is counted and passed over; only so many failures in a row end the stream, so that every
// file comes to an end. Keeps a reference to the container.
class StreamDecoder {
 public:
  // Throws Error (Unusable) where no decoder is there for the stream.
  StreamDecoder(Container& container, int stream, const DecodeLimits& limits);

  // The next frame in presentation order, its time in best_effort_timestamp; empty at the end.
  // Throws Error (Io) where the file cannot be read any further, Error (Unusable) where memory runs
  // out.
  [[nodiscard]] FrameHandle next();

  // Forgets what is in the decoder; after the container was sought.
  void flush();

  [[nodiscard]] const AVCodecContext& codec() const { return *codec_; }
  [[nodiscard]] int64_t packets() const { return packets_; }  // read so far
  [[nodiscard]] int64_t errors() const { return errors_; }    // packets or pieces lost
  [[nodiscard]] bool gave_up() const { return gave_up_; }
  [[nodiscard]] const std::string& last_error() const { return last_error_; }

 private:
  void feed();
  void send();
  void count(int status);
  void set_time(AVFrame& frame);

  Container* container_;
  int stream_;
  CodecHandle codec_;
  PacketHandle packet_;
  int64_t packets_ = 0;
  int64_t errors_ = 0;
  int errors_in_a_row_ = 0;
  bool gave_up_ = false;
  bool draining_ = false;
  DtsOrder dts_order_;
  std::string last_error_;
};

}  // namespace vidcam
