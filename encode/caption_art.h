#pragma once

#include <cstdint>
#include <vector>

#include "encode/painter.h"

namespace vidcam {

// A small picture to be laid over the shown picture with its corner at (x, y).
struct Art {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  std::vector<uint8_t> rgba;  // [height, width, 4]; a: 255 covers
};

// Everything of a caption on a picture shown as width x height: label, probability, method and (but
// for Masked and Source) a colour bar on a dark strip at the bottom; for a map that is no evidence
// a red frame and strip. Text is at least 8 pixels high and grows with the picture; what is too
// long ends in "..."; pictures where the strip would cover more than half get no text, only the red
// frame.
[[nodiscard]] std::vector<Art> draw_caption(const Caption& caption, int width, int height,
                                            const PaintOptions& options);

}  // namespace vidcam
