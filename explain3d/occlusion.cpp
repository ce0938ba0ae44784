#include "explain3d/occlusion.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace vidcam {
namespace {

// Windows [start, start + length) along one axis.
struct Axis {
  std::vector<int64_t> starts;
  int64_t length = 1;
};

Axis windows_along(int64_t side, int64_t length, int64_t stride) {
  Axis axis{{}, std::min(length, side)};
  for (int64_t start = 0; start + axis.length < side; start += stride) axis.starts.push_back(start);
  axis.starts.push_back(side - axis.length);
  return axis;
}

// The boxes that are covered one after the other, in a volume [..., T, H, W].
class Windows {
 public:
  Windows(const OcclusionOptions& o, const at::Tensor& volume)
      : axes_{windows_along(volume.size(-3), o.frames, o.frame_stride),
              windows_along(volume.size(-2), o.patch, o.stride),
              windows_along(volume.size(-1), o.patch, o.stride)} {}

  [[nodiscard]] int64_t count() const {
    return std::ssize(axes_[0].starts) * std::ssize(axes_[1].starts) * std::ssize(axes_[2].starts);
  }

  // Window i of a volume [..., T, H, W], a view.
  [[nodiscard]] at::Tensor of(const at::Tensor& volume, int64_t i) const {
    at::Tensor box = volume;
    for (size_t a = 3; a-- > 0; i /= std::ssize(axes_[a].starts)) {
      const auto at = static_cast<size_t>(i % std::ssize(axes_[a].starts));
      box = box.narrow(static_cast<int64_t>(a) - 3, axes_[a].starts[at], axes_[a].length);
    }
    return box;
  }

 private:
  std::array<Axis, 3> axes_;  // T, H, W
};

// [N, C, T, H, W] of the model's input; a picture has T = 1.
at::Tensor volumes(const at::Tensor& input) {
  return input.dim() == 4 ? input.unsqueeze(2) : input;
}

// The mean drop at each position, [T, H, W].
at::Tensor mean_over_windows(const Windows& windows, const at::Tensor& drop,
                             at::IntArrayRef sizes) {
  const at::Tensor sum = at::zeros(sizes, at::kDouble), count = at::zeros(sizes, at::kDouble);
  const auto* value = drop.const_data_ptr<double>();
  for (int64_t i = 0; i < windows.count(); ++i) {
    windows.of(sum, i).add_(value[i]);
    windows.of(count, i).add_(1);
  }
  return sum / count;
}

}  // namespace

Conventions Occlusion::conventions(const CamOptions& options) const {
  const OcclusionOptions& o = options.occlusion;
  const auto by = [](int side, int stride) {
    return std::to_string(side) + ", stride " + std::to_string(stride);
  };
  return {{"patch", by(o.patch, o.stride)},
          {"frames", by(o.frames, o.frame_stride)},
          {"baseline", "mid-grey: the middle of the model card's range"},
          {"value", "mean drop of the score over the windows that cover a pixel"},
          {"shown", "0 to the largest; negative values as 0"}};
}

int64_t Occlusion::further_clips(const Evidence& evidence, const CamOptions& options) const {
  const at::Tensor x = volumes(evidence.model().input());
  return x.size(0) * Windows(options.occlusion, x).count();
}

Maps Occlusion::explain(const Evidence& evidence, const CamOptions& options) const {
  const Probe& model = evidence.model();
  const at::Tensor x = volumes(model.input());
  const at::Tensor grey = model.grey().to(x.options()).view({3, 1, 1, 1});
  const Windows windows(options.occlusion, x);
  std::vector<at::Tensor> maps;
  for (int64_t n = 0; n < x.size(0); ++n) {
    const auto covered = [&](int64_t from, int64_t to) {
      at::Tensor rows = x.narrow(0, n, 1).expand({to - from, -1, -1, -1, -1}).clone();
      for (int64_t i = from; i < to; ++i) windows.of(rows[i - from], i).copy_(grey);
      return model.input().dim() == 4 ? rows.squeeze(2) : rows;
    };
    const at::Tensor S = model.scores_of_inputs(n, windows.count(), covered);
    const at::Tensor drop = (model.scores()[n] - S).to(at::kCPU, at::kDouble).contiguous();
    maps.push_back(mean_over_windows(windows, drop, x.sizes().slice(2)));
  }
  return {at::stack(maps).to(x.device()), {}, Shown::Positive};
}

}  // namespace vidcam
