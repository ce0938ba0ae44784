#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace vidcam {

// Where a mask is multiplied with a clip.
enum class MaskSpace {
  Pixel,       // the pictures: what is masked becomes black
  Normalised,  // the model's input, after mean and deviation: it becomes 0, often a grey
};

// A question about a clip of which only a part may be seen: how likely is a class then?
struct MaskedClip {
  size_t clip = 0;  // which of the clips at hand
  int class_index = 0;
  // Says how much of each position [T, H, W] stays: 1 as it is, 0 nothing. Called once, shortly
  // before the model runs, so that many questions need little memory.
  std::function<void(std::span<float> keep)> mask;
};

}  // namespace vidcam
