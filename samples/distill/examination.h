#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <array>
#include <cstdint>
#include <vector>

#include "explain3d/explainer.h"
#include "samples/distill/lessons.h"

namespace vidcam::samples {

// Whose maps are taught and measured: Grad-CAM, Grad-CAM++.
[[nodiscard]] const std::vector<const Explainer*>& taught_methods();

struct Marks {
  double error = 0;  // share of pictures whose class was not found
  // Of each taught method, means over pictures, of the map of the true class:
  std::array<double, 2> correlation{};  // Pearson's with the teacher's map; 0 where a map is flat
  std::array<double, 2> in_box{};       // share of the heat in the boxes of both things
};

// Pictures of unseen seeds, what the teacher says of them, and how a student does beside it.
class Examination {
 public:
  // Scenes first_seed, first_seed + 1 ... Throws std::invalid_argument where one is trained on.
  Examination(const torch::jit::Module& teacher, uint64_t first_seed, int count);

  [[nodiscard]] Marks marks(const torch::jit::Module& net) const;
  [[nodiscard]] double box_area() const;  // of both things, mean share of the picture

 private:
  Lesson lesson_;
  at::Tensor boxes_;  // [N, S, S], of both things
  Answers teacher_;
};

}  // namespace vidcam::samples
