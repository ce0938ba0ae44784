#include "encode/libav.h"

#include <array>
#include <cerrno>
#include <new>

#include "pipeline/base/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

namespace vidcam {

void EncodeFree::operator()(AVAudioFifo* fifo) const { av_audio_fifo_free(fifo); }
void EncodeFree::operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
void EncodeFree::operator()(AVFormatContext* muxer) const {
  avio_closep(&muxer->pb);
  avformat_free_context(muxer);
}
void EncodeFree::operator()(AVFrame* frame) const { av_frame_free(&frame); }
void EncodeFree::operator()(AVPacket* packet) const { av_packet_free(&packet); }
void EncodeFree::operator()(SwrContext* resampler) const { swr_free(&resampler); }
void EncodeFree::operator()(SwsContext* scaler) const { sws_freeContext(scaler); }

EncodeOwned<AVFrame> new_av_frame() {
  EncodeOwned<AVFrame> frame(av_frame_alloc());
  if (!frame) throw std::bad_alloc();
  return frame;
}

EncodeOwned<AVPacket> new_av_packet() {
  EncodeOwned<AVPacket> packet(av_packet_alloc());
  if (!packet) throw std::bad_alloc();
  return packet;
}

void check_encoded(int status, const std::string& path, const std::string& what) {
  if (status >= 0) return;
  if (status == AVERROR(ENOMEM)) throw std::bad_alloc();
  std::array<char, AV_ERROR_MAX_STRING_SIZE> reason{};
  av_strerror(status, reason.data(), reason.size());
  const char* help = status == AVERROR(ENOSPC) ? "; free some room or write elsewhere" : "";
  throw Error(ExitCode::Io, path + ": cannot " + what + ": " + reason.data() + help);
}

}  // namespace vidcam
