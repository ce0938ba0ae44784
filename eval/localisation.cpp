#include "eval/localisation.h"

#include <algorithm>

namespace vidcam {

double iou(const Box& a, const Box& b) {
  const double width = std::min(a.x1, b.x1) - std::max(a.x0, b.x0);
  const double height = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
  if (!(width > 0) || !(height > 0)) return 0;
  const double both = width * height;
  return both / (a.area() + b.area() - both);
}

bool localised(std::span<const Guess> guesses, int true_class, std::span<const Box> true_boxes,
               double least) {
  return std::any_of(guesses.begin(), guesses.end(), [&](const Guess& guess) {
    return guess.class_index == true_class && guess.box &&
           std::any_of(true_boxes.begin(), true_boxes.end(),
                       [&](const Box& truth) { return iou(*guess.box, truth) >= least; });
  });
}

}  // namespace vidcam
