#pragma once

#include <string>
#include <vector>

#include "pipeline/base/box.h"
#include "pipeline/cli/explain/input_task.h"

namespace vidcam {

// "x0,y0,x1,y1", pixels of the picture as shown. Throws Error (Usage) naming the text.
[[nodiscard]] Box region_from(const std::string& text);

// How far the heat of each caption and word falls into each region, as CSV: the mean heat inside
// over the mean outside (how Grad-CAM, arXiv 1610.02391, holds captions of regions against their
// boxes), the share of the heat inside, and the share of the area, which an even map has; of a
// video the mean over its clips. Empty cells: there is no such figure (a flat map, nothing of the
// region was seen).
[[nodiscard]] std::string regions_csv(const InputTask& task, const ClipSpec& spec,
                                      const std::vector<Box>& regions);

}  // namespace vidcam
