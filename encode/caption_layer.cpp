#include "encode/caption_layer.h"

#include <algorithm>
#include <span>

#include "encode/color_model.h"

namespace vidcam {
namespace {

void blend_row(uint8_t* out, const uint8_t* keep, const uint16_t* share, int count) {
  for (int i = 0; i < count; ++i) {
    const auto sum = static_cast<uint16_t>(out[i] * keep[i] + share[i] + 128);
    // sum / 255 without a division, exact for 16 bits.
    out[i] = static_cast<uint8_t>(static_cast<uint16_t>(sum + (sum >> 8)) >> 8);
  }
}

// Sums of one sample's pixels: a chroma sample stands for up to four.
struct Mixture {
  uint32_t cover = 0;
  uint32_t share = 0;
};

}  // namespace

CaptionLayer::CaptionLayer(const StreamInfo& info, const PaintOptions& options)
    : info_(info), options_(options) {}

void CaptionLayer::paint(const Caption& caption, const Canvas& to) {
  const Frame& frame = to.frame;
  if (caption_ != caption || color_ != frame.color || chroma_shift_ != frame.chroma_shift)
    draw(caption, frame);
  for (const Patches& patches : patches_) {
    for (int p = 0; p < 3; ++p) {
      const Patch& patch = patches[static_cast<size_t>(p)];
      for (int y = 0; y < patch.height; ++y) {
        const auto start = static_cast<size_t>(y) * static_cast<size_t>(patch.width);
        blend_row(to.row(p, patch.y + y) + patch.x, patch.keep.data() + start,
                  patch.share.data() + start, patch.width);
      }
    }
  }
}

void CaptionLayer::draw(const Caption& caption, const Frame& like) {
  patches_.clear();
  for (const Art& art :
       draw_caption(caption, info_.display_width(), info_.display_height(), options_))
    patches_.push_back(patches(coded(art), like));
  caption_ = caption;
  color_ = like.color;
  chroma_shift_ = like.chroma_shift;
}

Art CaptionLayer::coded(const Art& shown) const {
  const Orientation back = info_.orientation.inverse();
  const int width = info_.display_width();
  const int height = info_.display_height();
  const Point a = turned(Point{shown.x, shown.y}, width, height, back);
  const Point b =
      turned(Point{shown.x + shown.width - 1, shown.y + shown.height - 1}, width, height, back);
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x) + 1, std::abs(a.y - b.y) + 1,
          turned(std::span<const uint8_t>(shown.rgba), shown.width, shown.height, 4, back)};
}

CaptionLayer::Patches CaptionLayer::patches(const Art& art, const Frame& like) {
  Patches out;
  for (int p = 0; p < 3; ++p) {
    const int shift = p == 0 ? 0 : like.chroma_shift;
    Patch& patch = out[static_cast<size_t>(p)];
    patch.x = art.x >> shift;
    patch.y = art.y >> shift;
    patch.width = ((art.x + art.width - 1) >> shift) + 1 - patch.x;
    patch.height = ((art.y + art.height - 1) >> shift) + 1 - patch.y;
    const auto width = static_cast<size_t>(patch.width);
    std::vector<Mixture> sums(width * static_cast<size_t>(patch.height));
    const uint8_t* rgba = art.rgba.data();
    for (int y = art.y; y < art.y + art.height; ++y) {
      for (int x = art.x; x < art.x + art.width; ++x, rgba += 4) {
        const Sample value = to_sample(like.color, {rgba[0], rgba[1], rgba[2]});
        Mixture& sum = sums[static_cast<size_t>((y >> shift) - patch.y) * width +
                            static_cast<size_t>((x >> shift) - patch.x)];
        sum.cover += rgba[3];
        sum.share += static_cast<uint32_t>(rgba[3]) * value[static_cast<size_t>(p)];
      }
    }
    for (const Mixture& sum : sums) {
      patch.keep.push_back(static_cast<uint8_t>(255 - (sum.cover >> (2 * shift))));
      patch.share.push_back(static_cast<uint16_t>(sum.share >> (2 * shift)));
    }
  }
  return out;
}

}  // namespace vidcam
