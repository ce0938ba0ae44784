extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <cmath>
#include <filesystem>
#include <numbers>

#include "tests/support/av_ptr.h"
#include "tests/support/media.h"
#include "tests/support/pixels.h"

namespace vidcam::testing {
namespace {

AVRational av(Rational r) { return {static_cast<int>(r.num), static_cast<int>(r.den)}; }

AVDictionary* parsed(const std::string& text) {
  AVDictionary* options = nullptr;
  need(av_dict_parse_string(&options, text.c_str(), "=", ":", 0), "options " + text);
  return options;
}

const AVCodec* encoder(const std::string& name) {
  const AVCodec* codec = avcodec_find_encoder_by_name(name.c_str());
  if (codec == nullptr) throw std::runtime_error("test media: no encoder " + name);
  return codec;
}

AVPixelFormat pixel_format(const VideoSpec& spec, const AVCodec& codec) {
  if (!spec.pix_fmt.empty()) return av_get_pix_fmt(spec.pix_fmt.c_str());
  for (const auto* p = codec.pix_fmts; p != nullptr && *p != AV_PIX_FMT_NONE; ++p) {
    if (*p == AV_PIX_FMT_YUV420P) return *p;
  }
  return codec.pix_fmts != nullptr ? codec.pix_fmts[0] : AV_PIX_FMT_YUV420P;
}

AVColorSpace color_space(const ColorModel& color) {
  if (color.matrix == Matrix::Rgb) return AVCOL_SPC_RGB;
  if (color.matrix == Matrix::Bt709) return AVCOL_SPC_BT709;
  if (color.matrix == Matrix::Bt2020) return AVCOL_SPC_BT2020_NCL;
  return AVCOL_SPC_SMPTE170M;
}

// The linear part of a display matrix, see av_display_rotation_set: shown x = a x + c y, shown y =
// b x + d y.
std::array<int32_t, 9> display_matrix(Orientation o) {
  const int f = o.flip ? -1 : 1;
  const int a[] = {f, 0, -f, 0};
  const int b[] = {0, f, 0, -f};
  const int c[] = {0, -1, 0, 1};
  const int d[] = {1, 0, -1, 0};
  const int q = o.quarter_turns;
  return {a[q] * 65536, b[q] * 65536, 0, c[q] * 65536, d[q] * 65536, 0, 0, 0, 1 << 30};
}

class Maker {
 public:
  explicit Maker(const VideoSpec& spec) : spec_(spec) {
    need(avformat_alloc_output_context2(&format_, nullptr, nullptr, spec.path.c_str()),
         "container of " + spec.path);
  }
  ~Maker() {
    if ((format_->oformat->flags & AVFMT_NOFILE) == 0) avio_closep(&format_->pb);
    avformat_free_context(format_);
  }
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;

  void run() {
    open_video();
    if (!spec_.audio.empty()) open_audio();
    write_header();
    for (int i = 0; i < spec_.frames; ++i) put_frame(i);
    encode(*video_, *video_stream_, nullptr);
    if (audio_) put_sound();
    need(av_write_trailer(format_), "trailer");
  }

 private:
  void set_quality() {
    const bool x26x = spec_.codec == "libx264" || spec_.codec == "libx265";
    if (x26x || spec_.codec.starts_with("libvpx") || spec_.codec.starts_with("libaom")) {
      av_opt_set_double(video_->priv_data, "crf", spec_.quality, 0);
      if (x26x) av_opt_set(video_->priv_data, "preset", "ultrafast", 0);
      if (!x26x) av_opt_set(video_->priv_data, "cpu-used", "8", 0);
    } else {
      video_->flags |= AV_CODEC_FLAG_QSCALE;
      video_->global_quality = spec_.quality * FF_QP2LAMBDA;
    }
  }

  void tag_color() {
    if (spec_.tag_color) {
      video_->colorspace = color_space(spec_.color);
      video_->color_range = spec_.color.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    }
    if (spec_.codec == "mjpeg") video_->color_range = AVCOL_RANGE_JPEG;
    if (spec_.tag_chroma) {
      video_->chroma_sample_location = spec_.chroma_left ? AVCHROMA_LOC_LEFT : AVCHROMA_LOC_CENTER;
    }
  }

  void open_video() {
    const AVCodec* codec = encoder(spec_.codec);
    video_stream_ = avformat_new_stream(format_, nullptr);
    video_.reset(avcodec_alloc_context3(codec));
    video_->width = spec_.width;
    video_->height = spec_.height;
    video_->pix_fmt = pixel_format(spec_, *codec);
    video_->framerate = av(spec_.frame_rate);
    time_base_ = spec_.time_base.known() ? spec_.time_base
                                         : Rational{spec_.frame_rate.den, spec_.frame_rate.num};
    video_->time_base = av(time_base_);
    video_->sample_aspect_ratio = av(spec_.sample_aspect);
    video_->gop_size = spec_.gop;
    video_->max_b_frames = spec_.bframes;
    video_->thread_count = 1;
    video_->strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL;
    tag_color();
    set_quality();
    open_encoder(*video_, *codec, *video_stream_, spec_.options);
    video_stream_->avg_frame_rate = av(spec_.frame_rate);
    video_stream_->sample_aspect_ratio = av(spec_.sample_aspect);
    if (!spec_.orientation.is_identity()) {
      const auto matrix = display_matrix(spec_.orientation);
      void* to = av_stream_new_side_data(video_stream_, AV_PKT_DATA_DISPLAYMATRIX, sizeof matrix);
      std::copy(matrix.begin(), matrix.end(), static_cast<int32_t*>(to));
    }
  }

  void open_encoder(AVCodecContext& context, const AVCodec& codec, AVStream& stream,
                    const std::string& options) {
    if ((format_->oformat->flags & AVFMT_GLOBALHEADER) != 0) {
      context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    }
    AVDictionary* dict = parsed(options);
    const int status = avcodec_open2(&context, &codec, &dict);
    av_dict_free(&dict);
    need(status, std::string("encoder ") + codec.name);
    need(avcodec_parameters_from_context(stream.codecpar, &context), "stream parameters");
    stream.time_base = context.time_base;
  }

  void open_audio() {
    const AVCodec* codec = encoder(spec_.audio);
    audio_stream_ = avformat_new_stream(format_, nullptr);
    audio_.reset(avcodec_alloc_context3(codec));
    audio_->sample_rate = 48000;
    audio_->sample_fmt = codec->sample_fmts[0];
    audio_->time_base = {1, 48000};
    av_channel_layout_default(&audio_->ch_layout, 2);
    open_encoder(*audio_, *codec, *audio_stream_, "");
  }

  void write_header() {
    if ((format_->oformat->flags & AVFMT_NOFILE) == 0) {
      need(avio_open(&format_->pb, spec_.path.c_str(), AVIO_FLAG_WRITE), "opening " + spec_.path);
    }
    AVDictionary* dict = parsed(spec_.muxer_options);
    if (std::string(format_->oformat->name) == "image2") av_dict_set(&dict, "update", "1", 0);
    const int status = avformat_write_header(format_, &dict);
    av_dict_free(&dict);
    need(status, "header of " + spec_.path);
  }

  void put_frame(int i) {
    FramePtr frame(av_frame_alloc());
    frame->format = video_->pix_fmt;
    frame->width = spec_.width;
    frame->height = spec_.height;
    frame->color_range = video_->color_range;
    frame->colorspace = video_->colorspace;
    frame->chroma_location = video_->chroma_sample_location;
    need(av_frame_get_buffer(frame.get(), 0), "frame");
    paint_frame(*frame, i, spec_.painting, spec_.color);
    const Rational one{spec_.frame_rate.den, spec_.frame_rate.num};
    frame->pts = spec_.start + (spec_.pts.empty() ? rescale(i, one, time_base_)
                                                  : spec_.pts.at(static_cast<size_t>(i)));
    frame->quality = video_->global_quality;
    encode(*video_, *video_stream_, frame.get());
  }

  void put_sound() {
    const double pictures = static_cast<double>(spec_.frames) / spec_.frame_rate.value();
    const double seconds = spec_.audio_seconds > 0 ? spec_.audio_seconds : pictures;
    const auto total = static_cast<int64_t>(seconds * 48000);
    const int size = audio_->frame_size > 0 ? audio_->frame_size : 1024;
    for (int64_t at = 0; at < total; at += size) {
      put_samples(at, static_cast<int>(std::min<int64_t>(size, total - at)));
    }
    encode(*audio_, *audio_stream_, nullptr);
  }

  void put_samples(int64_t first, int count) {
    FramePtr frame(av_frame_alloc());
    frame->format = audio_->sample_fmt;
    frame->nb_samples = count;
    frame->sample_rate = 48000;
    need(av_channel_layout_copy(&frame->ch_layout, &audio_->ch_layout), "channels");
    need(av_frame_get_buffer(frame.get(), 0), "samples");
    const bool planar = av_sample_fmt_is_planar(audio_->sample_fmt) != 0;
    for (int i = 0; i < count; ++i) {
      const double t = static_cast<double>(first + i) / 48000;
      const double v = 0.5 * std::sin(2 * std::numbers::pi * spec_.audio_hertz * t);
      for (int c = 0; c < 2; ++c) {
        set_sample(planar ? frame->data[c] : frame->data[0], planar ? i : 2 * i + c, v);
      }
    }
    frame->pts = first;
    encode(*audio_, *audio_stream_, frame.get());
  }

  void set_sample(uint8_t* data, int i, double v) const {
    const auto packed = av_get_packed_sample_fmt(audio_->sample_fmt);
    if (packed == AV_SAMPLE_FMT_FLT) {
      reinterpret_cast<float*>(data)[i] = static_cast<float>(v);
    } else if (packed == AV_SAMPLE_FMT_S16) {
      reinterpret_cast<int16_t*>(data)[i] = static_cast<int16_t>(std::lround(v * 32767));
    } else if (packed == AV_SAMPLE_FMT_S32) {
      reinterpret_cast<int32_t*>(data)[i] = static_cast<int32_t>(std::lround(v * 2147483647));
    } else {
      throw std::runtime_error("test media: sample format of " + spec_.audio);
    }
  }

  void encode(AVCodecContext& context, AVStream& stream, const AVFrame* frame) {
    need(avcodec_send_frame(&context, frame), "encoding");
    const PacketPtr packet(av_packet_alloc());
    while (true) {
      const int status = avcodec_receive_packet(&context, packet.get());
      if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return;
      need(status, "encoded packet");
      packet->stream_index = stream.index;
      // Without a duration the last packet of a track would have none.
      if (packet->duration == 0 && &context == video_.get()) {
        packet->duration = rescale(1, {spec_.frame_rate.den, spec_.frame_rate.num}, time_base_);
      }
      av_packet_rescale_ts(packet.get(), context.time_base, stream.time_base);
      need(av_interleaved_write_frame(format_, packet.get()), "writing packet");
    }
  }

  const VideoSpec& spec_;
  Rational time_base_;
  AVFormatContext* format_ = nullptr;
  CodecPtr video_;
  CodecPtr audio_;
  AVStream* video_stream_ = nullptr;
  AVStream* audio_stream_ = nullptr;
};

}  // namespace

void write_video(const VideoSpec& spec) {
  av_log_set_level(AV_LOG_FATAL);
  Maker(spec).run();
}

Rgb frame_color(int frame) {
  const auto level = [](int i) { return static_cast<uint8_t>(i % 4 * 85); };
  // 29 is odd: all 64 colours come once, and neighbours differ in more than one digit.
  const int code = (frame * 29 + 7) % 64;
  return {level(code), level(code / 4), level(code / 16)};
}

Painting solid_frames() {
  return [](int frame, int, int) { return frame_color(frame); };
}

Painting four_corners(int width, int height) {
  return [width, height](int, int x, int y) {
    const bool right = 2 * x >= width;
    const bool bottom = 2 * y >= height;
    if (bottom) return right ? Rgb{255, 255, 255} : Rgb{0, 0, 255};
    return right ? Rgb{0, 255, 0} : Rgb{255, 0, 0};
  };
}

}  // namespace vidcam::testing
