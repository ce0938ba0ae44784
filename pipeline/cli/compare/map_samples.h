#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/base/clip.h"
#include "pipeline/base/heat.h"

namespace vidcam {

// Maps of different models have different grids, clips and crops. They are held against each other
// at the same points of the video: kSamplesAcross x kSamplesAcross of each of some frames.
constexpr int kSamplesAcross = 48;

// Which source frames a clip covers.
struct ClipPlace {
  int64_t first = 0;
  int64_t frames = 0;
};

// Frames at which to sample, about `wanted` of them: as many of each clip, evenly spread in it.
[[nodiscard]] std::vector<int64_t> sampled_frames(const std::vector<ClipPlace>& clips,
                                                  int64_t wanted);

// The clip whose heat a frame takes, of overlapping ones the first; -1: no clip covers it.
[[nodiscard]] int64_t clip_at(const std::vector<ClipPlace>& clips, int64_t frame);

// What is shown of the map at the points of one frame, row by row, 0..1 (of a signed map its size):
// interpolated linearly as when it is painted. frame: within the clip. NaN where the model did not
// look, or the map is not finite.
[[nodiscard]] std::vector<double> sample_map(const Heat& heat, const ClipSpec& spec,
                                             int display_width, int display_height, int64_t frame);

}  // namespace vidcam
