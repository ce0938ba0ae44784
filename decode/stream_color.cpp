#include "decode/stream_color.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/pixdesc.h>
}

#include <cstring>
#include <string>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

// FFmpeg hands on what a file says, also where its enumeration has no such value, and then C++ may
// not even look at it as one.
template <class Enum>
int number_of(const Enum& value) {
  static_assert(sizeof(Enum) == sizeof(int));
  int number = 0;
  std::memcpy(&number, &value, sizeof(number));
  return number;
}

template <class Enum>
int known_number(const Enum& value, int count, int unsaid) {
  const int number = number_of(value);
  return number >= 0 && number < count ? number : unsaid;
}

Matrix default_matrix(const AVFrame& frame, bool picture) {
  if (picture) return Matrix::Bt601;
  if (color_primaries_of(frame) == AVCOL_PRI_BT2020) return Matrix::Bt2020;
  return frame.height >= 720 ? Matrix::Bt709 : Matrix::Bt601;
}

Matrix matrix_of(const AVFrame& frame, bool picture) {
  const int space = number_of(frame.colorspace);
  switch (space) {
    case AVCOL_SPC_BT709:
      return Matrix::Bt709;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_FCC:  // differs from BT.601 in the third digit
      return Matrix::Bt601;
    case AVCOL_SPC_SMPTE240M:  // differs from BT.709 in the third digit
      return Matrix::Bt709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return Matrix::Bt2020;
    case AVCOL_SPC_UNSPECIFIED:
    case AVCOL_SPC_RESERVED:
    case AVCOL_SPC_RGB:  // on Y'CbCr planes: a wrong tag
      return default_matrix(frame, picture);
    default:
      const bool known = space >= 0 && space < AVCOL_SPC_NB;
      const char* name = known ? av_color_space_name(frame.colorspace) : nullptr;
      throw Error(ExitCode::Unusable, std::string("its colour matrix ") +
                                          (name != nullptr ? name : "(unknown)") +
                                          " is not supported: BT.601, BT.709, BT.2020 and RGB are");
  }
}

bool is_full_range_format(int pix_fmt) {
  switch (pix_fmt) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ411P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ444P:
      return true;
    default:
      return false;
  }
}

const AVPixFmtDescriptor& descriptor(int pix_fmt) {
  const auto* desc = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(pix_fmt));
  if (desc == nullptr) throw Error(ExitCode::Unusable, "its pixel format is unknown");
  return *desc;
}

}  // namespace

ColorModel color_model_of(const AVFrame& frame, bool picture) {
  if (is_rgb_format(frame.format)) return {Matrix::Rgb, true};
  const int range = number_of(frame.color_range);
  const bool unsaid_gray = range == AVCOL_RANGE_UNSPECIFIED && is_gray_format(frame.format);
  return {matrix_of(frame, picture),
          range == AVCOL_RANGE_JPEG || unsaid_gray || is_full_range_format(frame.format)};
}

int color_primaries_of(const AVFrame& frame) {
  return known_number(frame.color_primaries, AVCOL_PRI_NB, AVCOL_PRI_UNSPECIFIED);
}

int color_transfer_of(const AVFrame& frame) {
  return known_number(frame.color_trc, AVCOL_TRC_NB, AVCOL_TRC_UNSPECIFIED);
}

bool chroma_is_left(const AVFrame& frame, const AVCodecContext& codec, bool picture) {
  switch (number_of(frame.chroma_location)) {
    case AVCHROMA_LOC_LEFT:
    case AVCHROMA_LOC_TOPLEFT:
    case AVCHROMA_LOC_BOTTOMLEFT:
      return true;
    case AVCHROMA_LOC_CENTER:
    case AVCHROMA_LOC_TOP:
    case AVCHROMA_LOC_BOTTOM:
      return false;
    default:
      return !picture && codec.codec_id != AV_CODEC_ID_MJPEG &&
             codec.codec_id != AV_CODEC_ID_MPEG1VIDEO;
  }
}

bool is_rgb_format(int pix_fmt) {
  return (descriptor(pix_fmt).flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
}

bool is_gray_format(int pix_fmt) {
  return !is_rgb_format(pix_fmt) && descriptor(pix_fmt).nb_components < 3;
}

}  // namespace vidcam
