extern "C" {
#include <libavutil/pixdesc.h>
}

#include <stdexcept>

#include "tests/support/av_ptr.h"
#include "tests/support/media.h"
#include "tests/support/pixels.h"

namespace vidcam::testing {
namespace {

struct FormatClose {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};
using FormatPtr = std::unique_ptr<AVFormatContext, FormatClose>;

Rational ours(AVRational r) { return {r.num, r.den}; }

FormatPtr open(const std::string& path) {
  AVFormatContext* raw = nullptr;
  need(avformat_open_input(&raw, path.c_str(), nullptr, nullptr), "opening " + path);
  FormatPtr format(raw);
  need(avformat_find_stream_info(raw, nullptr), "streams of " + path);
  return format;
}

CodecPtr decoder(const AVStream& stream) {
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  CodecPtr context(avcodec_alloc_context3(codec));
  need(avcodec_parameters_to_context(context.get(), stream.codecpar), "decoder parameters");
  context->thread_count = 1;
  context->pkt_timebase = stream.time_base;
  need(avcodec_open2(context.get(), codec, nullptr), "decoder");
  return context;
}

// Finds the orientation by trying where each of the eight would send the two axes.
Orientation orientation_of(const AVStream& stream) {
  const void* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr);
  if (data == nullptr) return {};
  const auto* m = static_cast<const int32_t*>(data);
  const auto sign = [](int32_t v) { return v > 0 ? 1 : v < 0 ? -1 : 0; };
  for (const bool flip : {false, true}) {
    for (int turns = 0; turns < 4; ++turns) {
      const Orientation o{turns, flip};
      const Point origin = turned({0, 0}, 2, 2, o);
      const Point x = turned({1, 0}, 2, 2, o);
      const Point y = turned({0, 1}, 2, 2, o);
      if (x.x - origin.x == sign(m[0]) && x.y - origin.y == sign(m[1]) &&
          y.x - origin.x == sign(m[3]) && y.y - origin.y == sign(m[4])) {
        return o;
      }
    }
  }
  throw std::runtime_error("test media: a display matrix that is no orientation");
}

ColorModel color_of(const AVCodecParameters& par) {
  ColorModel color;
  if (par.color_space == AVCOL_SPC_RGB) color.matrix = Matrix::Rgb;
  if (par.color_space == AVCOL_SPC_BT709) color.matrix = Matrix::Bt709;
  if (par.color_space == AVCOL_SPC_BT2020_NCL) color.matrix = Matrix::Bt2020;
  color.full_range = par.color_range == AVCOL_RANGE_JPEG;
  return color;
}

void describe(const AVFormatContext& format, const AVStream& stream, ReadBack& out) {
  const auto& par = *stream.codecpar;
  out.width = par.width;
  out.height = par.height;
  out.container = format.iformat->name;
  out.codec = avcodec_get_name(par.codec_id);
  const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(par.format));
  out.pix_fmt = name != nullptr ? name : "";
  out.time_base = ours(stream.time_base);
  out.frame_rate = ours(stream.avg_frame_rate);
  out.sample_aspect = ours(stream.sample_aspect_ratio);
  out.orientation = orientation_of(stream);
  out.color = color_of(par);
  out.color_primaries = par.color_primaries;
  out.color_transfer = par.color_trc;
  out.color_space = par.color_space;
}

void take_frames(AVCodecContext& context, const AVPacket* packet, bool keep, ReadBack& out) {
  need(avcodec_send_packet(&context, packet), "decoding");
  const FramePtr frame(av_frame_alloc());
  while (true) {
    const int status = avcodec_receive_frame(&context, frame.get());
    if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return;
    need(status, "decoded frame");
    out.pts.push_back(frame->best_effort_timestamp);
    out.durations.push_back(frame->pkt_duration);
    if (keep) out.pixels.push_back(to_pixels(*frame, out.color));
  }
}

}  // namespace

ReadBack read_video(const std::string& path, bool keep_pixels) {
  const FormatPtr format = open(path);
  const int v = av_find_best_stream(format.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  need(v, "video stream of " + path);
  const int a = av_find_best_stream(format.get(), AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  ReadBack out;
  describe(*format, *format->streams[v], out);
  if (a >= 0) {
    out.audio_codec = avcodec_get_name(format->streams[a]->codecpar->codec_id);
    out.audio_time_base = ours(format->streams[a]->time_base);
  }
  const CodecPtr context = decoder(*format->streams[v]);
  const PacketPtr packet(av_packet_alloc());
  while (av_read_frame(format.get(), packet.get()) >= 0) {
    if (packet->stream_index == v) take_frames(*context, packet.get(), keep_pixels, out);
    if (packet->stream_index == a) {
      ++out.audio_packets;
      out.audio_pts.push_back(packet->pts);
      out.audio_bytes += packet->size;
    }
    av_packet_unref(packet.get());
  }
  take_frames(*context, nullptr, keep_pixels, out);
  return out;
}

}  // namespace vidcam::testing
