#include "samples/memory/crossing_clips.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "samples/memory/memory_net.h"
#include "samples/scenes/crossing.h"
#include "samples/scenes/shapes.h"

namespace vidcam::samples {
namespace {

constexpr int kT = kCrossingSteps, kH = MemoryNet::kHeight, kW = MemoryNet::kWidth;

int64_t cell(double at, double side, int64_t cells) {
  return std::clamp(static_cast<int64_t>(at / side * static_cast<double>(cells)), int64_t{0},
                    cells - 1);
}

int64_t place_of(const Pose& pose) {
  return cell(pose.y, 1, MemoryNet::kRows) * MemoryNet::kColumns +
         cell(pose.x, kWorldWidth, MemoryNet::kColumns);
}

void fill_box(const Box& box, const at::Tensor& mask) {
  const auto edge = [](double v) { return static_cast<int64_t>(std::ceil(v - 0.5)); };
  mask.slice(0, edge(box.y0), edge(box.y1)).slice(1, edge(box.x0), edge(box.x1)).fill_(1);
}

// Everything of crossing n. bytes: [N, T, H, W, 3].
void draw(const Crossing& crossing, double pixel_share, int64_t n, at::Tensor& bytes,
          CrossingClips& clips) {
  constexpr size_t kPixels = size_t{kH} * kW;
  auto* rgb = bytes.mutable_data_ptr<uint8_t>() + static_cast<size_t>(n) * kT * kPixels * 3;
  auto* next = clips.next.mutable_data_ptr<float>() + static_cast<size_t>(n) * kT * kPixels;
  for (int t = 0; t < kT; ++t) {
    const auto step = static_cast<size_t>(t);
    crossing.render(t, kW, kH, {rgb + step * kPixels * 3, kPixels * 3}, pixel_share);
    crossing.silhouette(t + 1, kW, kH, {next + step * kPixels, kPixels});
    fill_box(crossing.box(t, kW, kH), clips.boxes[n][t]);
    clips.places[n][t] = place_of(crossing.pose(t + 1));
    clips.dark[n][t] = crossing.dark(t);
  }
}

}  // namespace

CrossingClips draw_crossings(uint64_t first_seed, int count) {
  CrossingClips clips{{},
                      at::arange(count, at::kLong).remainder(kWays),
                      at::zeros({count, kT, kH, kW}),
                      at::zeros({count, kT}, at::kLong),
                      at::zeros({count, kT, kH, kW}),
                      at::zeros({count, kT}, at::kBool)};
  at::Tensor bytes = at::empty({count, kT, kH, kW, 3}, at::kByte);
  at::parallel_for(0, count, 1, [&](int64_t first, int64_t last) {
    for (int64_t n = first; n < last; ++n) {
      const uint64_t seed = first_seed + static_cast<uint64_t>(n);
      const double pixel_share = Random(~seed).between(0.3, 1);
      draw(Crossing(seed, static_cast<int>(n % kWays)), pixel_share, n, bytes, clips);
    }
  });
  clips.pictures = bytes.permute({0, 4, 1, 2, 3}).to(at::kFloat).div_(255).contiguous();
  return clips;
}

at::Tensor normalised_crossings(const at::Tensor& pictures) {
  return (pictures - MemoryNet::kMean) / MemoryNet::kDeviation;
}

}  // namespace vidcam::samples
