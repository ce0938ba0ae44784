#include "decode/clip_assembler.h"

#include <algorithm>
#include <stdexcept>

namespace vidcam {

ClipAssembler::ClipAssembler(const ClipSpec& spec, int stride, int width, int height,
                             int64_t first_frame, int64_t first_index)
    : spec_(spec),
      stride_(stride),
      width_(width),
      height_(height),
      first_frame_(first_frame),
      index_(first_index) {
  if (stride < 1 || spec.frames < 1 || spec.frame_step < 1) {
    throw std::invalid_argument("stride, frames and frame step of a clip are 1 or more");
  }
}

std::optional<Clip> ClipAssembler::push(std::vector<uint8_t> picture, double seconds) {
  held_.push_back({std::move(picture), seconds});
  if (held_.size() > static_cast<size_t>(spec_.span())) held_.pop_front();
  ++pushed_;
  if (pushed_ < next_ + spec_.span()) return std::nullopt;
  Clip clip = cut(next_, next_);
  next_ += stride_;
  return clip;
}

std::optional<Clip> ClipAssembler::finish() {
  if (pushed_ == covered_ || pushed_ == 0) return std::nullopt;
  // With gaps between windows (stride > span) the rest may lie wholly in a gap that no window was
  // meant for.
  if (next_ >= pushed_) return std::nullopt;
  const int64_t start = std::max<int64_t>(0, pushed_ - spec_.span());
  return cut(start, std::max(covered_, next_));
}

Clip ClipAssembler::cut(int64_t start, int64_t heat_from) {
  Clip clip;
  clip.index = index_++;
  clip.first_frame = first_frame_ + start;
  clip.real_frames = std::min<int64_t>(spec_.span(), pushed_ - start);
  clip.heat_from = first_frame_ + heat_from;
  clip.frames = spec_.frames;
  clip.height = height_;
  clip.width = width_;
  const int64_t oldest = pushed_ - static_cast<int64_t>(held_.size());
  clip.start_seconds = held_[static_cast<size_t>(start - oldest)].seconds;
  clip.rgb.reserve(static_cast<size_t>(spec_.frames) * held_.front().rgb.size());
  for (int t = 0; t < spec_.frames; ++t) {
    const int64_t at = std::min<int64_t>(start + int64_t{t} * spec_.frame_step, pushed_ - 1);
    const Picture& picture = held_[static_cast<size_t>(at - oldest)];
    clip.rgb.insert(clip.rgb.end(), picture.rgb.begin(), picture.rgb.end());
  }
  covered_ = start + clip.real_frames;
  return clip;
}

}  // namespace vidcam
