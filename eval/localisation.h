#pragma once

#include <optional>
#include <span>

#include "pipeline/base/box.h"

namespace vidcam {

// Intersection over union of two boxes, by their areas; 0 where one of them is empty.
[[nodiscard]] double iou(const Box& a, const Box& b);

// A class that the model named, and the box that its own map draws (heat_box.h).
struct Guess {
  int class_index = 0;
  std::optional<Box> box;
};

// Weakly supervised localisation: is the class among the guesses, with a box that covers one of the
// true ones by IoU >= least? The rule of the ILSVRC localisation task, as used by Selvaraju et al.:
// Grad-CAM, ICCV 2017, arXiv 1610.02391, section 4.1, table 1. guesses: the likeliest class for the
// top-1, the five likeliest for the top-5 error, which is the share of items not localised.
[[nodiscard]] bool localised(std::span<const Guess> guesses, int true_class,
                             std::span<const Box> true_boxes, double least = 0.5);

}  // namespace vidcam
