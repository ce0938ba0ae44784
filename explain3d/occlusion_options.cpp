#include "explain3d/occlusion_options.h"

#include <algorithm>
#include <string>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

[[noreturn]] void refuse(const std::string& option, int got, const std::string& why) {
  throw Error(ExitCode::Usage, "--occlusion-" + option + " " + std::to_string(got) + ": " + why);
}

void check(const std::string& option, int window, int side, const std::string& of_what) {
  if (window > side)
    refuse(option, window, "the model's input has only " + std::to_string(side) + " " + of_what);
}

void check_gaps(const std::string& option, int stride, int window) {
  if (stride > window)
    refuse(option, stride,
           "a stride longer than the window, " + std::to_string(window) +
               ", would leave gaps that no window covers");
}

}  // namespace

OcclusionOptions resolved(OcclusionOptions o, const ClipSpec& input) {
  const int side = std::min(input.height, input.width);
  const bool picture = input.frames == 1;
  if (o.patch == 0) o.patch = std::max(1, side / 7);
  if (o.stride == 0) o.stride = picture ? std::max(1, o.patch / 2) : o.patch;
  if (o.frames == 0) o.frames = std::max(1, input.frames / 4);
  if (o.frame_stride == 0) o.frame_stride = o.frames;
  check("patch", o.patch, side, "pixels on its shorter side");
  check("frames", o.frames, input.frames, input.frames == 1 ? "frame" : "frames");
  check_gaps("stride", o.stride, o.patch);
  check_gaps("frame-stride", o.frame_stride, o.frames);
  return o;
}

}  // namespace vidcam
