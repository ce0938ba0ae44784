#include "model3d/feature_layout.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <optional>

namespace vidcam {
namespace {

using Sizes = std::vector<int64_t>;
using Order = FeatureLayout::Order;

int64_t count(const Sizes& grid) {
  return std::accumulate(grid.begin(), grid.end(), int64_t{1}, std::multiplies<>());
}

// "8 x 7 x 7"
std::string text_of(at::IntArrayRef sizes) {
  std::string text;
  for (const int64_t size : sizes) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text;
}

// The input's H and W divided by one whole number.
bool divides(int64_t h, int64_t w, const Sizes& input) {
  const int64_t height = input[input.size() - 2], width = input.back();
  return h > 0 && w > 0 && height % h == 0 && h * width == w * height;
}

bool nearly_divides(int64_t h, int64_t w, const Sizes& input) {
  const int64_t height = input[input.size() - 2], width = input.back();
  return std::abs(h * width - w * height) <= 2 * std::max(height, width);
}

// Nothing where the layer does not have the card's grid.
std::optional<FeatureLayout> by_card(const Sizes& sizes, const Sizes& grid) {
  if (grid.empty()) return {};
  if (sizes.size() == 3) {
    const int64_t more = sizes[1] - count(grid);
    if (more >= 0 && more <= kMostSkipped) return FeatureLayout{Order::Tokens, grid, more};
  } else if (sizes.size() == grid.size() + 2) {
    if (std::equal(grid.begin(), grid.end(), sizes.begin() + 2)) return FeatureLayout{};
    if (std::equal(grid.begin(), grid.end(), sizes.begin() + 1))
      return FeatureLayout{Order::ChannelsLast, {}};
  }
  return {};
}

FeatureLayout channels_last(const Sizes& sizes, const Sizes& input) {
  const size_t axes = sizes.size();
  const bool last = divides(sizes[axes - 3], sizes[axes - 2], input) && sizes[1] <= input[0];
  if (!last || nearly_divides(sizes[axes - 2], sizes[axes - 1], input)) return {};
  return {Order::ChannelsLast,
          {},
          0,
          "gives " + text_of(sizes) + ", read as " +
              text_of(at::IntArrayRef(sizes).slice(1, axes - 2)) +
              " positions with the channels last"};
}

// Grids of so many positions: the input's H x W divided by one whole number, its T by another.
std::vector<Sizes> grids_of(int64_t positions, const Sizes& input) {
  const int64_t height = input[input.size() - 2], width = input.back();
  const int64_t frames = input.size() == 3 ? input[0] : 1;
  std::vector<Sizes> grids;
  for (int64_t h = 1; h <= height && h <= positions; ++h) {
    const int64_t w = h * width / height;
    if (!divides(h, w, input) || positions % (h * w) != 0) continue;
    const int64_t t = positions / (h * w);
    if (t > frames || frames % t != 0) continue;
    grids.push_back(input.size() == 3 ? Sizes{t, h, w} : Sizes{h, w});
  }
  return grids;
}

std::string choices(const std::vector<Sizes>& grids) {
  std::string text;
  for (const Sizes& grid : grids) text += (text.empty() ? "" : " or ") + text_of(grid);
  return text;
}

FeatureLayout tokens(const Sizes& sizes, const Sizes& input) {
  const std::string gives = "gives tokens " + text_of(sizes);
  std::vector<FeatureLayout> found;
  std::vector<Sizes> all;
  for (const int64_t skipped : {0, 1}) {
    for (Sizes& grid : grids_of(sizes[1] - skipped, input)) {
      all.push_back(grid);
      found.push_back({Order::Tokens, std::move(grid), skipped});
    }
  }
  if (found.size() != 1) {
    return {Order::ChannelsFirst,
            {},
            0,
            gives +
                (found.empty() ? ", which are those of no grid of this input"
                               : ", which may lie on a grid of " + choices(all)) +
                "; name the grid by the model card's layer_grid"};
  }
  found[0].note = gives + ", read as " + text_of(found[0].grid) + " positions" +
                  (found[0].skipped == 0 ? "" : " behind a class token");
  return found[0];
}

}  // namespace

FeatureLayout find_layout(at::IntArrayRef sizes, const LayoutHints& hints) {
  const Sizes all = sizes.vec();
  const auto axes = all.size();
  const bool usable = axes == 3 || axes == hints.input.size() + 2;
  if (hints.input.empty() || !usable || count(all) == 0) return {};
  if (auto layout = by_card(all, hints.grid)) return *std::move(layout);
  return axes == 3 ? tokens(all, hints.input) : channels_last(all, hints.input);
}

at::Tensor to_maps(const at::Tensor& x, const FeatureLayout& layout) {
  if (layout.order == Order::ChannelsFirst) return x;
  if (layout.order == Order::ChannelsLast) return x.movedim(-1, 1);
  Sizes grid = layout.grid;
  grid.insert(grid.begin(), {x.size(0), x.size(2)});
  return x.slice(1, layout.skipped).transpose(1, 2).reshape(grid);
}

at::Tensor from_maps(const at::Tensor& maps, const FeatureLayout& layout, const at::Tensor& x) {
  if (layout.order == Order::ChannelsFirst) return maps.clone();
  if (layout.order == Order::ChannelsLast)
    return maps.movedim(1, -1).clone(at::MemoryFormat::Contiguous);
  const at::Tensor tokens = maps.flatten(2).transpose(1, 2);
  if (layout.skipped == 0) return tokens.clone(at::MemoryFormat::Contiguous);
  return at::cat({x.slice(1, 0, layout.skipped), tokens}, 1);
}

}  // namespace vidcam
