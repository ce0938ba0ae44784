#pragma once

#include <string>
#include <vector>

#include "samples/distill/student_loss.h"

namespace vidcam::samples {

// A row of the table: a loss, as --loss names it.
struct Recipe {
  std::string name, title;
  int method = -1;  // of taught_methods(); -1: no maps
  double alpha = 0;
  bool hinton = false;

  [[nodiscard]] StudentLoss loss() const;
};

// In the paper's order, cross entropy first.
[[nodiscard]] const std::vector<Recipe>& recipes();

// "all", or names with commas between them. Throws std::invalid_argument for an unknown one.
[[nodiscard]] std::vector<Recipe> recipes_named(const std::string& list);

}  // namespace vidcam::samples
