#include "decode/plane_scaler.h"

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include <new>

#include "decode/av_error.h"
#include "decode/frame_wrap.h"
#include "decode/stream_color.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

int swscale_matrix(Matrix matrix) {
  if (matrix == Matrix::Bt709) return SWS_CS_ITU709;
  if (matrix == Matrix::Bt2020) return SWS_CS_BT2020;
  return SWS_CS_ITU601;
}

// Where the first chroma sample sits, in 256ths of a luma sample after the first one; 0 where
// chroma is not subsampled (any other value would shift it).
struct Siting {
  int across;
  int down;
};

Siting siting_of(int format, bool left) {
  const auto& desc = *av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  const auto center = [](int shift) { return (128 << shift) - 128; };
  return {left ? 0 : center(desc.log2_chroma_w), center(desc.log2_chroma_h)};
}

std::string name_of(int format) {
  const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(format));
  return name != nullptr ? name : "unknown";
}

void require_supported(int format) {
  if (sws_isSupportedInput(static_cast<AVPixelFormat>(format)) > 0) return;
  throw Error(ExitCode::Unusable,
              "its pixel format " + name_of(format) + " cannot be converted to 8-bit Y'CbCr");
}

}  // namespace

void PlaneScaler::prepare(const Key& key) {
  require_supported(key.from_format);
  key_ = {};
  context_.reset(sws_alloc_context());
  if (context_ == nullptr) throw std::bad_alloc();
  const auto set = [this](const char* name, int64_t value) {
    check_av(av_opt_set_int(context_.get(), name, value, 0), std::string("swscale's ") + name);
  };
  set("srcw", key.from_width);
  set("srch", key.from_height);
  set("src_format", key.from_format);
  set("dstw", key.width);
  set("dsth", key.height);
  set("dst_format", key.to_format);
  set("sws_flags", SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP);
  const Siting from = siting_of(key.from_format, key.chroma_left);
  const Siting to = siting_of(key.to_format, key.chroma_left);
  set("src_h_chr_pos", from.across);
  set("src_v_chr_pos", from.down);
  set("dst_h_chr_pos", to.across);
  set("dst_v_chr_pos", to.down);
  const int* table = sws_getCoefficients(swscale_matrix(key.color.matrix));
  const int range = key.color.full_range ? 1 : 0;
  const int from_range = is_rgb_format(key.from_format) ? 1 : range;
  sws_setColorspaceDetails(context_.get(), table, from_range, table, range, 0, 1 << 16, 1 << 16);
  check_av(sws_init_context(context_.get(), nullptr, nullptr),
           "converting " + name_of(key.from_format) + " to " + name_of(key.to_format));
  key_ = key;
}

FrameHandle PlaneScaler::convert(const AVFrame& from, int to_format, int width, int height,
                                 const ColorModel& color, bool chroma_left) {
  const Key key{from.format, from.width, from.height, to_format, width, height, color, chroma_left};
  if (key != key_) prepare(key);
  FrameHandle to = new_picture(to_format, width, height);
  check_av(
      sws_scale(context_.get(), from.data, from.linesize, 0, from.height, to->data, to->linesize),
      "converting " + name_of(from.format));
  return to;
}

}  // namespace vidcam
