#pragma once

#include <cstdint>
#include <vector>

namespace vidcam {

// How frames become a clip: the geometry half of a model card (the other half, range, mean,
// deviation and channel order, is applied in the model process). Resize and crop work on the
// picture as shown (after rotation).
struct ClipSpec {
  enum class Resize { Stretch, ShortSide };
  enum class Crop { None, Center };

  int frames = 16;     // T; 1 for image models
  int frame_step = 1;  // source frames from one clip frame to the next
  int height = 112;    // H, W: what the model gets
  int width = 112;
  Resize resize = Resize::Stretch;
  int resize_height = 112;  // Stretch: the exact size before the crop. ShortSide: the shorter side
                            // gets resize_height,
  int resize_width =
      112;  //   the other keeps the aspect ratio (rounded to nearest); resize_width is not used
  Crop crop = Crop::None;  // Center: the middle height x width of the resized picture; None:
                           // resized size = H x W
  bool operator==(const ClipSpec&) const = default;

  // Source frames that a clip reaches over: (frames - 1) * step + 1 are looked at, frames * step
  // belong to it.
  [[nodiscard]] int span() const { return frames * frame_step; }
};

// One model input before normalisation: T small pictures, as shown (rotation applied).
struct Clip {
  int64_t index = 0;        // 0, 1, 2 ... in the order of the video
  int64_t first_frame = 0;  // source frame of clip frame 0, counted from 0 in presentation order
  int64_t real_frames =
      0;  // source frames covered, at most span(); the rest repeats the last frame of the video
  int64_t heat_from =
      0;  // frames [heat_from, first_frame + real_frames) take this clip's heat; later than
          // first_frame only for a last window that was moved back to end on the last frame
  double start_seconds =
      0;           // presentation time of first_frame relative to the first frame of the stream
  int frames = 0;  // T
  int height = 0;
  int width = 0;
  std::vector<uint8_t> rgb;  // [T, H, W, 3], R G B, 0..255
};

}  // namespace vidcam
