#pragma once

#include "model3d/model_card.h"
#include "pipeline/base/clip.h"
#include "pipeline/base/npy.h"

namespace vidcam {

// An item that is model input already, as an evaluation takes it: the clips of an .npy file, one
// behind the other, as if they were the windows of a video as large as the input, and each of its
// frames one of the video's.
class TensorClips {
 public:
  // Throws Error (Unusable) for a shape that is no input of the card's model (tensor_shape.h).
  TensorClips(NpyArray array, const ModelCard& card);

  [[nodiscard]] int64_t size() const { return clips_; }
  // How its "video" became the input: nothing was resized, cropped or left out.
  [[nodiscard]] const ClipSpec& spec() const { return spec_; }
  // Clip n without its pixels; there are none.
  [[nodiscard]] Clip clip(int64_t n) const;
  // Clips [first, first + count) as model input.
  [[nodiscard]] NpyArray input(int64_t first, int64_t count) const;

 private:
  NpyArray array_;  // with its axis N
  int64_t clips_ = 0;
  ClipSpec spec_;
};

}  // namespace vidcam
