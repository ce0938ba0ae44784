#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "encode/painter.h"
#include "pipeline/base/clip.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

// What is shown over one frame for one target and method.
struct FrameEvidence {
  Painter::FrameHeat heat;
  Caption caption;
};
// [target][method]; empty: no clip covers the frame.
using FrameEvidences = std::vector<std::vector<FrameEvidence>>;

// Knows which clips cover which frames, which heat has come back, and blends where clips overlap:
// each clip's heat counts by its distance to the clip's ends (a tent), so that heat does not jump
// where a window begins. Clip::index is the key; frames are numbered as in Clip::first_frame.
class HeatTimeline {
 public:
  explicit HeatTimeline(int span) : span_(span) {}

  void announce(const Clip& clip);  // its heat will come; pixels are not looked at
  void arrive(ClipHeat heat);       // throws Error (Io) for a clip that was not announced

  // Clips whose heat has not come back.
  [[nodiscard]] int outstanding() const { return outstanding_; }
  // True where all announced clips that cover this frame have their heat.
  [[nodiscard]] bool settled(int64_t frame) const;
  [[nodiscard]] FrameEvidences at(int64_t frame) const;
  // Frames before this one will not be asked for again.
  void forget_before(int64_t frame);

 private:
  struct Entry {
    int64_t first = 0;
    int64_t heat_from = 0;
    int64_t end = 0;
    std::optional<ClipHeat> heat;
    [[nodiscard]] bool covers(int64_t frame) const { return frame >= heat_from && frame < end; }
  };
  [[nodiscard]] double weight(const Entry& entry, int64_t frame) const;

  int span_;
  int outstanding_ = 0;
  std::map<int64_t, Entry> entries_;
};

}  // namespace vidcam
