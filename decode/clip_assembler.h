#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "pipeline/base/clip.h"

namespace vidcam {

// Cuts a run of consecutive frames into clips, on the fly, without knowing the length beforehand:
//   - windows of spec.span() frames start every `stride` frames;
//   - at the end, frames that no window covers get a last window that is moved back to end on the
//   last frame, and only
//     those frames take its heat (Clip::heat_from);
//   - a run shorter than one window is padded by repeating its last frame.
// Keeps span() small pictures, never frames. Not thread-safe.
class ClipAssembler {
 public:
  // width, height: of the pictures. first_frame: number of the first frame pushed; first_index: of
  // the first clip.
  ClipAssembler(const ClipSpec& spec, int stride, int width, int height, int64_t first_frame = 0,
                int64_t first_index = 0);

  // The next frame's picture ([H, W, 3]) and time. A clip where this frame completes one.
  std::optional<Clip> push(std::vector<uint8_t> picture, double seconds);

  // No more frames. The last clip, where one is still due.
  std::optional<Clip> finish();

  [[nodiscard]] int64_t pushed() const { return pushed_; }
  // Frames before this one get no further clips: the start of the next window (in numbers of the
  // video).
  [[nodiscard]] int64_t next_start() const { return first_frame_ + next_; }

 private:
  [[nodiscard]] Clip cut(int64_t start, int64_t heat_from);

  struct Picture {
    std::vector<uint8_t> rgb;
    double seconds = 0;
  };
  ClipSpec spec_;
  int stride_;
  int width_;
  int height_;
  int64_t first_frame_;
  int64_t index_;
  std::deque<Picture> held_;  // the last span() pictures
  int64_t pushed_ = 0;
  int64_t next_ = 0;     // where the next window starts, counted from the first frame pushed
  int64_t covered_ = 0;  // frames before this one are in some window
};

}  // namespace vidcam
