#include "decode/av_handles.h"

#include <new>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

namespace vidcam {

void AvDeleter::operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
void AvDeleter::operator()(AVFormatContext* p) const { avformat_close_input(&p); }
void AvDeleter::operator()(AVFrame* p) const { av_frame_free(&p); }
void AvDeleter::operator()(AVIOContext* p) const {
  // libav may have put another buffer in the place of the first.
  if (p != nullptr) av_freep(&p->buffer);
  avio_context_free(&p);
}
void AvDeleter::operator()(AVPacket* p) const { av_packet_free(&p); }
void AvDeleter::operator()(SwrContext* p) const { swr_free(&p); }
void AvDeleter::operator()(SwsContext* p) const { sws_freeContext(p); }

FrameHandle new_frame() {
  FrameHandle frame(av_frame_alloc());
  if (frame == nullptr) throw std::bad_alloc();
  return frame;
}

PacketHandle new_packet() {
  PacketHandle packet(av_packet_alloc());
  if (packet == nullptr) throw std::bad_alloc();
  return packet;
}

}  // namespace vidcam
