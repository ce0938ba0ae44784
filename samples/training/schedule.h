#pragma once

#include <chrono>
#include <cstdint>

namespace vidcam::samples {

// Scenes with a seed below this are never trained on: they are what accuracy is measured with.
inline constexpr uint64_t kFirstTrainingSeed = 1'000'000;

// Throws std::invalid_argument where scenes first .. first + count - 1 are not all among them.
void check_unseen(uint64_t first, int count);

// When a training ends, and its learning rate: a short warm-up, then half a cosine over the steps,
// or over the minutes where these are over sooner. Starts counting when made.
class Schedule {
 public:
  Schedule(int steps, double minutes, double top_rate)
      : steps_(steps), most_minutes_(minutes), top_rate_(top_rate) {}

  [[nodiscard]] bool goes_on(int step) const { return step < steps_ && minutes() < most_minutes_; }
  [[nodiscard]] double done(int step) const;  // 0..1
  [[nodiscard]] double rate(int step) const;
  [[nodiscard]] double minutes() const;  // since the start

 private:
  using Clock = std::chrono::steady_clock;
  int steps_;
  double most_minutes_, top_rate_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace vidcam::samples
