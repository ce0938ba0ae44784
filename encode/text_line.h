#pragma once

#include <opencv2/core.hpp>
#include <string>

namespace vidcam {

// One size of text, in OpenCV's Hershey font. Only for .cpp files of this folder.
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
  // How much of each pixel the text covers, [height(), width(text)] of 0..255.
  [[nodiscard]] cv::Mat1b mask(const std::string& text) const;

 private:
  [[nodiscard]] double scale() const;

  int cap_height_;
};

}  // namespace vidcam
