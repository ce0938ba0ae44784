#include "pipeline/cli/eval/tensor_clips.h"

#include "explain3d/tensor_shape.h"

namespace vidcam {

TensorClips::TensorClips(NpyArray array, const ModelCard& card) : array_(std::move(array)) {
  array_.shape = tensor_shape(array_, card);
  clips_ = array_.shape.front();
  const auto side = [&](size_t from_end) {
    return static_cast<int>(array_.shape[array_.shape.size() - from_end]);
  };
  spec_.frames = card.video ? side(3) : 1;
  spec_.height = spec_.resize_height = side(2);
  spec_.width = spec_.resize_width = side(1);
}

Clip TensorClips::clip(int64_t n) const {
  Clip clip;
  clip.index = n;
  clip.frames = spec_.frames;
  clip.height = spec_.height;
  clip.width = spec_.width;
  clip.real_frames = spec_.frames;
  clip.first_frame = clip.heat_from = n * spec_.frames;
  return clip;
}

NpyArray TensorClips::input(int64_t first, int64_t count) const {
  const auto each = static_cast<std::ptrdiff_t>(array_.values.size()) / clips_;
  const auto begin = array_.values.begin() + first * each;
  NpyArray part{array_.shape, {begin, begin + count * each}};
  part.shape.front() = count;
  return part;
}

}  // namespace vidcam
