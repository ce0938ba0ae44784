#include "model3d/winograd_conv.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "model3d/tensor_facts.h"
#include "model3d/winograd.h"

namespace vidcam::detail {
namespace {

// Reading a weight takes as long as multiplying so many rows by it.
constexpr int64_t kRowsForAWeight = 64;

bool are_all(const std::vector<int64_t>& values, int64_t wanted) {
  return std::all_of(values.begin(), values.end(), [=](int64_t v) { return v == wanted; });
}

int64_t taps(const ConstantConv& conv) { return conv.weight.dim() == 5 ? conv.weight.size(2) : 1; }

// Of T, H and W.
std::vector<int64_t> padding3d(const ConstantConv& conv) {
  std::vector<int64_t> padding = conv.padding;
  if (padding.size() == 2) padding.insert(padding.begin(), 0);
  return padding;
}

bool has_lanes(int64_t channels) { return channels >= 32 && channels % kWinogradLanes == 0; }

}  // namespace

std::optional<WinogradTile> quickest_tile(const ConstantConv& conv, at::IntArrayRef clip) {
  const auto padding = padding3d(conv);
  const int64_t frames = clip.size() == 4 ? clip[1] : 1;
  const int64_t height = clip[clip.size() - 2] + 2 * padding[1] - 2;
  const int64_t width = clip[clip.size() - 1] + 2 * padding[2] - 2;
  const auto cost = [frames](int64_t products, int64_t places) {
    return products * (frames * places + kRowsForAWeight);
  };
  std::optional<WinogradTile> best;
  int64_t least = cost(9, height * width) * 9 / 10;  // a gain that small is none
  for (const WinogradTile tile : {WinogradTile{2}, WinogradTile{4}}) {
    const int64_t its = cost(tile.products(), tile.along(height) * tile.along(width));
    if (its < least) best = tile, least = its;
  }
  return best;
}

WinogradConv::WinogradConv(ConstantConv conv)
    : conv_(std::move(conv)),
      bias_(conv_.bias.defined() ? conv_.bias : at::zeros({conv_.weight.size(0)})),
      direct_(conv_) {}

bool WinogradConv::takes(const ConstantConv& conv) {
  const at::Tensor& w = conv.weight;
  if (!PackedConv::takes(conv) || w.scalar_type() != at::kFloat || w.dim() < 4) return false;
  return conv.groups == 1 && are_all(conv.stride, 1) && are_all(conv.dilation, 1) &&
         w.size(-1) == 3 && w.size(-2) == 3 && 2 * padding3d(conv)[0] < taps(conv) &&
         has_lanes(w.size(0)) && has_lanes(w.size(1));
}

WinogradConv::Weights WinogradConv::weights_for(const at::Tensor& x) {
  const std::scoped_lock one_at_a_time(lock_);
  if (weights_) return *weights_;
  weights_.emplace();
  weights_->tile = quickest_tile(conv_, x.sizes().slice(1));
  const at::Tensor& w = conv_.weight;
  if (weights_->tile)
    weights_->values = winograd_weights(*weights_->tile, w.dim() == 5 ? w : w.unsqueeze(2));
  return *weights_;
}

at::Tensor WinogradConv::run(const at::Tensor& x) {
  if (on_tape(x) || !x.is_cpu() || !conv_.fits(x)) return direct_.run(x);
  const Weights weights = weights_for(x);
  if (!weights.tile) return direct_.run(x);
  const auto clips = channels_last(x.dim() == 5 ? x : x.unsqueeze(2));
  const auto y = winograd_conv(*weights.tile, clips, weights.values, bias_, padding3d(conv_));
  return x.dim() == 5 ? y : y.squeeze(2);
}

}  // namespace vidcam::detail
