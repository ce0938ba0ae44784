#include "encode/color_tags.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace vidcam {
namespace {

AVColorSpace color_space(Matrix matrix) {
  switch (matrix) {
    case Matrix::Rgb:
      return AVCOL_SPC_RGB;
    case Matrix::Bt709:
      return AVCOL_SPC_BT709;
    case Matrix::Bt2020:
      return AVCOL_SPC_BT2020_NCL;
    default:
      return AVCOL_SPC_SMPTE170M;
  }
}

}  // namespace

void tag_colors(AVCodecContext& encoder, ColorModel color, const StreamInfo& info,
                const Frame& frame) {
  encoder.colorspace = color_space(color.matrix);
  encoder.color_range = color.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  encoder.color_primaries = static_cast<AVColorPrimaries>(info.color_primaries);
  encoder.color_trc = static_cast<AVColorTransferCharacteristic>(info.color_transfer);
  if (frame.chroma_shift == 1)
    encoder.chroma_sample_location = frame.chroma_left ? AVCHROMA_LOC_LEFT : AVCHROMA_LOC_CENTER;
}

}  // namespace vidcam
