#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vidcam {

// How a coded picture is turned to be shown: mirrored left-right first (if flip), then turned
// clockwise by quarter_turns * 90 degrees. The eight values are all that a display matrix can mean
// for whole pictures.
struct Orientation {
  int quarter_turns = 0;  // 0..3, clockwise
  bool flip = false;
  bool operator==(const Orientation&) const = default;

  // Width and height change places between the coded and the shown picture.
  [[nodiscard]] bool swaps_axes() const { return quarter_turns % 2 == 1; }
  [[nodiscard]] bool is_identity() const { return quarter_turns == 0 && !flip; }
  // The orientation that undoes this one: from the shown picture back to the coded one.
  [[nodiscard]] Orientation inverse() const;
};

struct Point {
  int x = 0;
  int y = 0;
  bool operator==(const Point&) const = default;
};

// Where pixel (x, y) of a width x height picture lands once the picture has been turned.
[[nodiscard]] Point turned(Point p, int width, int height, Orientation orientation);

// A turned copy of a row-major picture of width x height pixels with `channels` interleaved values
// each.
template <class T>
[[nodiscard]] std::vector<T> turned(std::span<const T> picture, int width, int height, int channels,
                                    Orientation orientation) {
  std::vector<T> out(picture.size());
  const int out_width = orientation.swaps_axes() ? height : width;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Point to = turned(Point{x, y}, width, height, orientation);
      const auto from_index =
          (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x));
      const auto to_index =
          (static_cast<size_t>(to.y) * static_cast<size_t>(out_width) + static_cast<size_t>(to.x));
      for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
        out[to_index * static_cast<size_t>(channels) + c] =
            picture[from_index * static_cast<size_t>(channels) + c];
      }
    }
  }
  return out;
}

}  // namespace vidcam
