#include "samples/training/scene_pictures.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>

namespace vidcam::samples {

ScenePictures draw_scenes(uint64_t first_seed, int count, int side) {
  ScenePictures all;
  all.scenes.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) all.scenes.emplace_back(first_seed + static_cast<uint64_t>(i));
  at::Tensor bytes = at::empty({count, side, side, 3}, at::kByte);
  auto* data = bytes.mutable_data_ptr<uint8_t>();
  const auto picture_bytes = static_cast<size_t>(side) * static_cast<size_t>(side) * 3;
  at::parallel_for(0, count, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      // The program samples a larger picture at single points; how much of it a point stands for
      // differs.
      const double pixel_share = Random(~(first_seed + static_cast<uint64_t>(i))).between(0.3, 1);
      const auto place = static_cast<size_t>(i);
      all.scenes[place].render(side, side, std::span(data + place * picture_bytes, picture_bytes),
                               pixel_share);
    }
  });
  all.pictures = bytes.permute({0, 3, 1, 2}).to(at::kFloat).div_(255).contiguous();
  return all;
}

at::Tensor box_masks(const std::vector<StillScene>& scenes, size_t thing, int side) {
  at::Tensor masks = at::zeros({static_cast<int64_t>(scenes.size()), side, side});
  const auto edge = [](double v) { return static_cast<int64_t>(std::ceil(v - 0.5)); };
  for (size_t i = 0; i < scenes.size(); ++i) {
    const Box box = scenes[i].box(thing, side, side);
    masks[static_cast<int64_t>(i)]
        .slice(0, edge(box.y0), edge(box.y1))
        .slice(1, edge(box.x0), edge(box.x1))
        .fill_(1);
  }
  return masks;
}

}  // namespace vidcam::samples
