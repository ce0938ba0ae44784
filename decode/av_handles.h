#pragma once

#include <memory>

struct AVCodecContext;
struct AVFormatContext;
struct AVFrame;
struct AVIOContext;
struct AVPacket;
struct SwrContext;
struct SwsContext;

namespace vidcam {

// Owners of FFmpeg's handles; the deleter is defined where FFmpeg's headers are seen, so that
// headers that hold a handle need none of them.
struct AvDeleter {
  void operator()(AVCodecContext* p) const;
  void operator()(AVFormatContext* p) const;  // of an opened input
  void operator()(AVFrame* p) const;
  void operator()(AVIOContext* p) const;  // made by avio_alloc_context, with its buffer
  void operator()(AVPacket* p) const;
  void operator()(SwrContext* p) const;
  void operator()(SwsContext* p) const;
};

using CodecHandle = std::unique_ptr<AVCodecContext, AvDeleter>;
using FormatHandle = std::unique_ptr<AVFormatContext, AvDeleter>;
using FrameHandle = std::unique_ptr<AVFrame, AvDeleter>;
using IoHandle = std::unique_ptr<AVIOContext, AvDeleter>;
using PacketHandle = std::unique_ptr<AVPacket, AvDeleter>;
using SwrHandle = std::unique_ptr<SwrContext, AvDeleter>;
using SwsHandle = std::unique_ptr<SwsContext, AvDeleter>;

// Empty ones. Throw std::bad_alloc.
[[nodiscard]] FrameHandle new_frame();
[[nodiscard]] PacketHandle new_packet();

}  // namespace vidcam
