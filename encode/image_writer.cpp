#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "encode/picture_converter.h"
#include "encode/upright.h"
#include "encode/writer.h"
#include "pipeline/base/error.h"
#include "pipeline/base/output_file.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace vidcam {
namespace {

struct Kind {
  const char* encoder;
  PictureConverter::Format format;
  ColorModel color;
};

constexpr Kind kPng{"png", PictureConverter::Format::Rgb24, {Matrix::Rgb, true}};
// JFIF: BT.601, full range, here with chroma in full resolution.
constexpr Kind kJpeg{"mjpeg", PictureConverter::Format::Yuv444, {Matrix::Bt601, true}};
constexpr int kJpegQuantiser = 2;  // of 1 (best) to 31

Kind kind_of(const std::string& path) {
  std::string suffix = std::filesystem::path(path).extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (suffix == ".png") return kPng;
  if (suffix == ".jpg" || suffix == ".jpeg") return kJpeg;
  throw std::invalid_argument(path + ": no picture format with suffix \"" + suffix +
                              "\"; known: .png, .jpg, .jpeg");
}

class ImageWriter : public Writer {
 public:
  ImageWriter(const std::string& path, const StreamInfo& info)
      : kind_(kind_of(path)), info_(info), output_(path) {}
  void write(const Frame& frame) override;
  void write_audio(const AudioPacket& /*packet*/) override {
    throw std::invalid_argument(output_.path() + ": a picture has no sound");
  }
  void close() override;

 private:
  [[nodiscard]] EncodeOwned<AVCodecContext> encoder(const AVFrame& picture) const;

  Kind kind_;
  StreamInfo info_;
  OutputFile output_;
  bool written_ = false;
};

EncodeOwned<AVCodecContext> ImageWriter::encoder(const AVFrame& picture) const {
  const AVCodec* codec = avcodec_find_encoder_by_name(kind_.encoder);
  if (codec == nullptr) {
    throw Error(ExitCode::Io, output_.path() +
                                  ": cannot be written: this FFmpeg has no encoder \"" +
                                  kind_.encoder + "\"");
  }
  EncodeOwned<AVCodecContext> encoder(avcodec_alloc_context3(codec));
  if (!encoder) throw std::bad_alloc();
  encoder->width = picture.width;
  encoder->height = picture.height;
  encoder->pix_fmt = static_cast<AVPixelFormat>(picture.format);
  encoder->color_range = AVCOL_RANGE_JPEG;
  encoder->time_base = {1, 25};
  encoder->thread_count = 1;
  if (info_.sample_aspect.known()) {
    const auto num = static_cast<int>(info_.sample_aspect.num);
    const auto den = static_cast<int>(info_.sample_aspect.den);
    const bool sideways = info_.orientation.swaps_axes();
    encoder->sample_aspect_ratio = sideways ? AVRational{den, num} : AVRational{num, den};
  }
  if (kind_.format == PictureConverter::Format::Yuv444) {
    encoder->flags |= AV_CODEC_FLAG_QSCALE;
    encoder->global_quality = kJpegQuantiser * FF_QP2LAMBDA;
  }
  check_encoded(avcodec_open2(encoder.get(), codec, nullptr), output_.path(), "be encoded");
  return encoder;
}

void ImageWriter::write(const Frame& frame) {
  if (written_) throw std::invalid_argument(output_.path() + ": a picture has one frame only");
  PictureConverter converter(kind_.format, kind_.color, false);
  const EncodeOwned<AVFrame> picture = converter.convert(upright_rgb(frame, info_.orientation));
  picture->pts = 0;
  picture->quality = kJpegQuantiser * FF_QP2LAMBDA;
  const EncodeOwned<AVCodecContext> context = encoder(*picture);
  const EncodeOwned<AVPacket> packet = new_av_packet();
  int status = avcodec_send_frame(context.get(), picture.get());
  if (status >= 0) status = avcodec_send_frame(context.get(), nullptr);
  if (status >= 0) status = avcodec_receive_packet(context.get(), packet.get());
  check_encoded(status, output_.path(), "be encoded");
  output_.append({reinterpret_cast<const char*>(packet->data), static_cast<size_t>(packet->size)});
  written_ = true;
}

void ImageWriter::close() {
  if (!written_)
    throw Error(ExitCode::Unusable, output_.path() + ": cannot be written: no frame came");
  output_.commit();
}

}  // namespace

std::unique_ptr<Writer> open_image_writer(const std::string& path, const StreamInfo& info) {
  return std::make_unique<ImageWriter>(path, info);
}

}  // namespace vidcam
