#pragma once

#include "pipeline/base/frame.h"

struct AVCodecContext;
struct AVFrame;

namespace vidcam {

// The colour model of a decoded Y'CbCr or RGB frame. Where the file names no matrix: BT.601 for
// pictures; for videos BT.2020 with BT.2020 primaries, else BT.709 from 720 lines on, else BT.601.
// Range: as said; "yuvj" formats are full; unsaid is full for grey, else limited. Throws Error
// (Unusable) for a matrix that is none of these (YCgCo, ICtCp ...).
[[nodiscard]] ColorModel color_model_of(const AVFrame& frame, bool picture);

// As FFmpeg's AVColorPrimaries and AVColorTransferCharacteristic number them; unspecified (2) where
// the file says a number that they do not have.
[[nodiscard]] int color_primaries_of(const AVFrame& frame);
[[nodiscard]] int color_transfer_of(const AVFrame& frame);

// Where chroma sits across; unsaid: between two columns in JPEG, MPEG-1 and pictures, on the left
// one in everything else. (Down, all are taken to sit between two rows.)
[[nodiscard]] bool chroma_is_left(const AVFrame& frame, const AVCodecContext& codec, bool picture);

// Whether the samples are R, G, B (also by palette) or grey, rather than Y'CbCr.
[[nodiscard]] bool is_rgb_format(int pix_fmt);
[[nodiscard]] bool is_gray_format(int pix_fmt);

}  // namespace vidcam
