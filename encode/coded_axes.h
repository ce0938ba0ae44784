#pragma once

#include "pipeline/base/clip.h"
#include "pipeline/base/frame.h"
#include "pipeline/base/geometry.h"

namespace vidcam {

// heat_axis() along the columns (x) and rows (y) of the coded picture, for heat that was turned to
// coded orientation: a shown axis may be the other coded one, and run backwards.
struct CodedAxes {
  HeatAxis x;
  HeatAxis y;
};

// cells_w, cells_h: of the heat as shown.
[[nodiscard]] CodedAxes coded_axes(const StreamInfo& info, const ClipSpec& spec, int cells_w,
                                   int cells_h);

// The axis of a plane with half as many samples. on_even: a sample sits on the even pixel of its
// two, else half-way between both. A sample belongs to the crop where its even pixel does.
[[nodiscard]] HeatAxis halved(const HeatAxis& axis, bool on_even);

}  // namespace vidcam
