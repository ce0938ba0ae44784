#pragma once

#include <cstdint>
#include <optional>
#include <set>

namespace vidcam {

// Presentation times for streams whose packets carry decoding times only (H.264 in AVI).
// One packet is one frame there, so frames in the order shown take the packets' times in growing
// order; FFmpeg's own guess is late by the decoder's delay. Gaps, from dropped frames, stay.
class DtsOrder {
 public:
  // A packet goes to the decoder. A pts anywhere ends this class's work: then frames have theirs.
  void sent(std::optional<int64_t> pts, std::optional<int64_t> dts);
  // The packet sent last could not be decoded: it will not become a frame.
  void lost();
  // The time of the next frame; nothing where it cannot be known. delay: frames the decoder may
  // hold back; packets beyond that are taken to have been swallowed. draining: no packets to come.
  [[nodiscard]] std::optional<int64_t> taken(int delay, bool draining);
  void restart();

 private:
  bool has_pts_ = false;
  std::multiset<int64_t> waiting_;
  std::optional<int64_t> last_sent_;
};

}  // namespace vidcam
