#include "samples/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace vidcam::samples {

void check_unseen(uint64_t first, int count) {
  if (first + static_cast<uint64_t>(count) > kFirstTrainingSeed) {
    throw std::invalid_argument("seeds from " + std::to_string(kFirstTrainingSeed) +
                                " on are for training");
  }
}

double Schedule::done(int step) const {
  const double by_time = minutes() / most_minutes_;
  // The clock counts only for a run that does not keep up: all others can be repeated to the bit.
  return by_time * steps_ > step + 1 ? by_time : static_cast<double>(step) / steps_;
}

double Schedule::rate(int step) const {
  const double progress = done(step);
  const double warm_up = std::min(1.0, (progress + 0.002) / 0.03);
  return top_rate_ * warm_up * std::max(0.002, 0.5 * (1 + std::cos(std::numbers::pi * progress)));
}

double Schedule::minutes() const {
  return std::chrono::duration<double, std::ratio<60>>(Clock::now() - start_).count();
}

}  // namespace vidcam::samples
