#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vidcam {

// How much of each pixel something covers: [height, width] of 0..255.
struct Coverage {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> values;
};

// One size of text, in OpenCV's Hershey font (Simplex).
class TextLine {
 public:
  // cap_height: of a capital letter, in pixels.
  explicit TextLine(int cap_height) : cap_height_(cap_height) {}

  // Height of a line with its margins, and the margin left and right of text.
  [[nodiscard]] int height() const { return (cap_height_ * 9 + 2) / 5; }
  [[nodiscard]] int margin() const { return (cap_height_ * 3 + 2) / 5; }

  [[nodiscard]] int width(const std::string& text) const;
  // The text, or as much of it as fits into width pixels with "..." after it.
  [[nodiscard]] std::string shortened(const std::string& text, int width) const;
  // height() high, width(text) wide.
  [[nodiscard]] Coverage mask(const std::string& text) const;

 private:
  [[nodiscard]] double scale() const;

  int cap_height_;
};

}  // namespace vidcam
