#pragma once

namespace vidcam {

// What gradcam++ weighs a gradient by.
enum class AlphaForm {
  Equation19,  // no epsilon: [Note: alpha without eps]
  Epsilon,     // eq 19 with 1e-6 added to its denominator, as pytorch-grad-cam
  // As the authors' video script: the sum over the third derivative stands where eq 19 sums A, and
  // alpha is divided by its sum over the positions with g > 0.
  AuthorsCode
};

}  // namespace vidcam
