#include "eval/study_tally.h"

#include <stdexcept>

namespace vidcam {

Tally tally(std::span<const Votes> items) {
  Tally out;
  for (const Votes& v : items) {
    if (v.more < 0 || v.less < 0 || v.same < 0)
      throw std::invalid_argument("tally: a negative number of votes");
    if (v.total() == 0) continue;
    const double one = v.total();
    out.more += v.more / one;
    out.less += v.less / one;
    out.same += v.same / one;
    out.items += 1;
    out.votes += v.total();
  }
  return out;
}

}  // namespace vidcam
