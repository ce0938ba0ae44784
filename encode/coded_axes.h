#pragma once

#include "pipeline/base/clip.h"
#include "pipeline/base/frame.h"
#include "pipeline/base/geometry.h"

namespace vidcam {

// heat_axis() along the columns (x) and rows (y) of one plane of the coded picture, for heat that
// was turned to coded orientation: a shown axis may be the other coded one, and run backwards.
struct CodedAxes {
  HeatAxis x;
  HeatAxis y;
};

// cells_w, cells_h: of the heat as shown. Of a full plane.
[[nodiscard]] CodedAxes coded_axes(const StreamInfo& info, const ClipSpec& spec, int cells_w,
                                   int cells_h);

// Of a 4:2:0 chroma plane: taps at the places of its samples (half-way between two rows; on even
// columns, or, not chroma_left, half-way between two). A sample belongs to the crop where its even
// column's and row's pixel does.
[[nodiscard]] CodedAxes coded_chroma_axes(const StreamInfo& info, const ClipSpec& spec, int cells_w,
                                          int cells_h, bool chroma_left);

}  // namespace vidcam
