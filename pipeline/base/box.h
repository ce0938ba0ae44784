#pragma once

namespace vidcam {

// A rectangle, half-open: it covers the points of [x0, x1) x [y0, y1), and of a picture the pixels
// whose centre lies there. In pixels of the picture as shown, (0, 0) its top left corner; whole
// numbers are a range of pixel indices.
struct Box {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
  bool operator==(const Box&) const = default;

  [[nodiscard]] double area() const { return (x1 - x0) * (y1 - y0); }
};

}  // namespace vidcam
