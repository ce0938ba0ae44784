#include "samples/captions/caption_pictures.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>

#include "samples/captions/caption_net.h"
#include "samples/scenes/caption_words.h"

namespace vidcam::samples {
namespace {

constexpr int kSide = CaptionNet::kSide;
constexpr size_t kBytes = size_t{kSide} * kSide * 3;

}  // namespace

CaptionedPictures draw_captioned(uint64_t first_seed, int count) {
  CaptionedPictures all;
  std::vector<int64_t> tokens;
  for (int i = 0; i < count; ++i) {
    all.scenes.emplace_back(first_seed + static_cast<uint64_t>(i));
    const auto some = caption_tokens(all.scenes.back().words());
    tokens.insert(tokens.end(), some.begin(), some.end());
  }
  at::Tensor bytes = at::empty({count, kSide, kSide, 3}, at::kByte);
  auto* data = bytes.mutable_data_ptr<uint8_t>();
  at::parallel_for(0, count, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      // The program samples a larger picture at single points; how much of it a point stands for
      // differs.
      const double pixel_share = Random(~(first_seed + static_cast<uint64_t>(i))).between(0.3, 1);
      const auto place = static_cast<size_t>(i);
      all.scenes[place].render(kSide, kSide, std::span(data + place * kBytes, kBytes), pixel_share);
    }
  });
  all.pictures = bytes.permute({0, 3, 1, 2}).to(at::kFloat).div_(255).contiguous();
  all.tokens = at::tensor(tokens).view({count, kCaptionTokens});
  return all;
}

at::Tensor box_masks(const std::vector<StillScene>& scenes, size_t thing) {
  at::Tensor masks = at::zeros({static_cast<int64_t>(scenes.size()), kSide, kSide});
  const auto edge = [](double v) { return static_cast<int64_t>(std::ceil(v - 0.5)); };
  for (size_t i = 0; i < scenes.size(); ++i) {
    const Box box = scenes[i].box(thing, kSide, kSide);
    masks[static_cast<int64_t>(i)]
        .slice(0, edge(box.y0), edge(box.y1))
        .slice(1, edge(box.x0), edge(box.x1))
        .fill_(1);
  }
  return masks;
}

at::Tensor normalised_pictures(const at::Tensor& pictures) {
  return (pictures - CaptionNet::kMean) / CaptionNet::kDeviation;
}

}  // namespace vidcam::samples
