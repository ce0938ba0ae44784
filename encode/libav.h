#pragma once

#include <memory>
#include <string>

struct AVAudioFifo;
struct AVCodecContext;
struct AVFormatContext;
struct AVFrame;
struct AVPacket;
struct SwrContext;
struct SwsContext;

namespace vidcam {

// Frees what encode/ gets from FFmpeg's libraries. A format context is closed without its trailer.
struct EncodeFree {
  void operator()(AVAudioFifo* fifo) const;
  void operator()(AVCodecContext* codec) const;
  void operator()(AVFormatContext* muxer) const;
  void operator()(AVFrame* frame) const;
  void operator()(AVPacket* packet) const;
  void operator()(SwrContext* resampler) const;
  void operator()(SwsContext* scaler) const;
};

template <class T>
using EncodeOwned = std::unique_ptr<T, EncodeFree>;

[[nodiscard]] EncodeOwned<AVFrame> new_av_frame();
[[nodiscard]] EncodeOwned<AVPacket> new_av_packet();

// Throws Error (Io) "PATH: cannot DO: REASON" where status, FFmpeg's or 0, is a failure.
void check_encoded(int status, const std::string& path, const std::string& what);

}  // namespace vidcam
