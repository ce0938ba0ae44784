#include "model3d/preprocess.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace vidcam {
namespace {

using Table = std::array<std::array<float, 256>, 3>;

// What each of the 256 grey levels becomes, by channel of the model.
Table lookup_table(const ModelCard& card) {
  Table table{};
  for (size_t c = 0; c < 3; ++c) {
    for (size_t v = 0; v < 256; ++v) {
      const double x =
          card.range[0] + static_cast<double>(v) * (card.range[1] - card.range[0]) / 255.0;
      table[c][v] = static_cast<float>((x - card.mean[c]) / card.std[c]);
    }
  }
  return table;
}

void check(std::span<const Clip* const> clips, const ModelCard& card) {
  if (clips.empty()) throw std::invalid_argument("to_input: no clip");
  for (const Clip* clip : clips) {
    const bool same_size = clip->height == clips[0]->height && clip->width == clips[0]->width;
    const auto bytes = static_cast<size_t>(clip->frames) * static_cast<size_t>(clip->height) *
                       static_cast<size_t>(clip->width) * 3;
    if (clip->frames != (card.video ? card.clip.frames : 1) || !same_size ||
        clip->rgb.size() != bytes) {
      throw std::invalid_argument("to_input: a clip of " + std::to_string(clip->frames) + "x" +
                                  std::to_string(clip->height) + "x" + std::to_string(clip->width) +
                                  " among others, or its pixels are missing");
    }
  }
}

void convert(const Clip& clip, const Table& table, bool bgr, float* out) {
  const uint8_t* in = clip.rgb.data();
  const size_t red = bgr ? 2 : 0, blue = bgr ? 0 : 2;  // where the model has them
  for (size_t i = 0; i < clip.rgb.size(); i += 3) {
    out[i + red] = table[red][in[i]];
    out[i + 1] = table[1][in[i + 1]];
    out[i + blue] = table[blue][in[i + 2]];
  }
}

std::array<int64_t, 5> shape_of(std::span<const Clip* const> clips) {
  const Clip& one = *clips[0];
  return {static_cast<int64_t>(clips.size()), one.frames, one.height, one.width, 3};
}

// uint8 [N, T, H, W, 3], where a GPU fetches it by itself.
at::Tensor packed(std::span<const Clip* const> clips, const c10::Device& device) {
  const auto options = at::TensorOptions(at::kByte).pinned_memory(device.is_cuda());
  at::Tensor pixels = at::empty(shape_of(clips), options);
  auto* out = pixels.mutable_data_ptr<uint8_t>();
  for (const Clip* clip : clips) out = std::copy(clip->rgb.begin(), clip->rgb.end(), out);
  return pixels;
}

// [N, T, H, W, 3] as the model takes it, in the same memory.
at::Tensor channels_second(const at::Tensor& x, const ModelCard& card) {
  const at::Tensor input = x.permute({0, 4, 1, 2, 3});
  return card.video ? input : input.squeeze(2);
}

// [3]: `level` of the card's range in all channels, as the model gets it.
at::Tensor even_color(const ModelCard& card, double level) {
  at::Tensor color = at::empty({3}, at::kFloat);
  for (size_t c = 0; c < 3; ++c)
    color[static_cast<int64_t>(c)] = (level - card.mean[c]) / card.std[c];
  return color;
}

}  // namespace

at::Tensor to_input(std::span<const Clip* const> clips, const ModelCard& card,
                    const std::string& device) {
  check(clips, card);
  const c10::Device where(device);
  if (!where.is_cpu())
    return normalized(packed(clips, where).to(where, at::kByte, /*non_blocking=*/true), card);
  at::Tensor x = at::empty(shape_of(clips), at::kFloat);
  const Table table = lookup_table(card);
  float* out = x.mutable_data_ptr<float>();
  for (const Clip* clip : clips) {
    convert(*clip, table, card.bgr, out);
    out += clip->rgb.size();
  }
  return channels_second(x, card);
}

at::Tensor normalized(const at::Tensor& pixels, const ModelCard& card) {
  Table table = lookup_table(card);
  const auto grey_levels = at::from_blob(table.data(), {768}, at::kFloat).to(pixels.device());
  const at::Tensor rows = 256 * at::arange(3, pixels.options().dtype(at::kInt));
  const at::Tensor places = (card.bgr ? pixels.flip(-1) : pixels) + rows;
  return channels_second(grey_levels.index_select(0, places.flatten()).view_as(pixels), card);
}

at::Tensor mid_grey(const ModelCard& card) {
  return even_color(card, (card.range[0] + card.range[1]) / 2);
}

at::Tensor black(const ModelCard& card) { return even_color(card, card.range[0]); }

at::Tensor zero_input(const ModelCard& card) {
  const auto& clip = card.clip;
  if (card.video) return at::zeros({1, 3, clip.frames, clip.height, clip.width});
  return at::zeros({1, 3, clip.height, clip.width});
}

}  // namespace vidcam
