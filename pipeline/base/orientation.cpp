#include "pipeline/base/orientation.h"

namespace vidcam {

Orientation Orientation::inverse() const {
  // A mirrored picture turned by a is undone by itself: mirror, turn by a, mirror, turn by a is the
  // identity.
  return flip ? *this : Orientation{(4 - quarter_turns) % 4, false};
}

Point turned(Point p, int width, int height, Orientation orientation) {
  if (orientation.flip) p.x = width - 1 - p.x;
  switch (orientation.quarter_turns) {
    case 1:
      return {height - 1 - p.y, p.x};
    case 2:
      return {width - 1 - p.x, height - 1 - p.y};
    case 3:
      return {p.y, width - 1 - p.x};
    default:
      return p;
  }
}

}  // namespace vidcam
