#include "samples/actions/action_clips.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "samples/actions/action_net.h"

namespace vidcam::samples {
namespace {

constexpr int kT = ActionNet::kFrames, kH = ActionNet::kHeight, kW = ActionNet::kWidth;

// rgb: [T, H, W, 3].
void draw_clip(const ClipChoice& choice, uint8_t* rgb) {
  const Scene scene(choice.seed, choice.action, choice.frames);
  // The program samples a larger picture at single points; how much of it a point stands for
  // differs.
  const double pixel_share = Random(choice.seed).between(0.3, 1);
  constexpr size_t kBytes = size_t{kH} * kW * 3;
  for (int t = 0; t < kT; ++t) {
    const int frame = choice.first_frame + (choice.still ? 0 : t);
    scene.render(frame, kW, kH, std::span(rgb + static_cast<size_t>(t) * kBytes, kBytes),
                 pixel_share);
  }
}

}  // namespace

at::Tensor draw_clips(const std::vector<ClipChoice>& choices) {
  const auto count = static_cast<int64_t>(choices.size());
  at::Tensor bytes = at::empty({count, kT, kH, kW, 3}, at::kByte);
  auto* data = bytes.mutable_data_ptr<uint8_t>();
  at::parallel_for(0, count, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      draw_clip(choices[static_cast<size_t>(i)], data + i * (int64_t{kT} * kH * kW * 3));
    }
  });
  return bytes.permute({0, 4, 1, 2, 3}).to(at::kFloat).div_(255).contiguous();
}

at::Tensor normalised(const at::Tensor& clips) {
  return (clips - ActionNet::kMean) / ActionNet::kDeviation;
}

}  // namespace vidcam::samples
