#include "decode/dts_order.h"

namespace vidcam {

void DtsOrder::sent(std::optional<int64_t> pts, std::optional<int64_t> dts) {
  has_pts_ = has_pts_ || pts.has_value();
  last_sent_.reset();
  if (has_pts_ || !dts) return;
  waiting_.insert(*dts);
  last_sent_ = dts;
}

void DtsOrder::lost() {
  if (!last_sent_) return;
  if (const auto it = waiting_.find(*last_sent_); it != waiting_.end()) waiting_.erase(it);
  last_sent_.reset();
}

std::optional<int64_t> DtsOrder::taken(int delay, bool draining) {
  if (has_pts_) waiting_.clear();
  while (!draining && waiting_.size() > static_cast<size_t>(delay) + 1) {
    waiting_.erase(waiting_.begin());
  }
  if (waiting_.empty()) return std::nullopt;
  const int64_t time = *waiting_.begin();
  waiting_.erase(waiting_.begin());
  return time;
}

void DtsOrder::restart() {
  waiting_.clear();
  last_sent_.reset();
}

}  // namespace vidcam
