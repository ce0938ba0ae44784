#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "encode/canvas.h"
#include "encode/caption_art.h"
#include "encode/painter.h"

namespace vidcam {

// Burns captions into the planes of frames of one stream, upright as shown. A caption is drawn when
// it changes, and from then on blended.
class CaptionLayer {
 public:
  CaptionLayer(const StreamInfo& info, const PaintOptions& options);

  void paint(const Caption& caption, const Canvas& to);

 private:
  // A rectangle of one plane: out = (in * keep + share) / 255.
  struct Patch {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    std::vector<uint8_t> keep;    // 255 - cover
    std::vector<uint16_t> share;  // cover * value
  };
  using Patches = std::array<Patch, 3>;

  void draw(const Caption& caption, const Frame& like);
  [[nodiscard]] Art coded(const Art& shown) const;
  [[nodiscard]] static Patches patches(const Art& art, const Frame& like);

  StreamInfo info_;
  PaintOptions options_;
  std::optional<Caption> caption_;  // what patches_ show
  ColorModel color_;
  int chroma_shift_ = 0;
  std::vector<Patches> patches_;
};

}  // namespace vidcam
