#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vidcam {

// What a record says of one clip, as far as a curve over time needs it.
struct ClipMoment {
  int64_t first_frame = 0;
  int64_t frames = 0;
  double start_seconds = 0;
  std::map<std::string, double> probability;  // by class
};

// Whose seconds a curve is over. A written video begins at the time of its first window; where
// windows leave gaps (--clips) it shows them one after the other.
enum class TimeOf { Source, WrittenVideo };

// The probability of classes over time:
//   {"t": [seconds], "start": seconds, "end": seconds, "every": n, "note": text,
//    "stops": [[k, seconds], ...], "classes": [{"name", "p": [..]}]}
// The three classes that have the largest sums; null where a clip does not say a class's
// probability (it is none of its likeliest). stops: what t[k] begins ends at these seconds, and
// nothing is known from there to t[k + 1]; where clips touch there is none. Of many clips every
// n-th is taken, so that a page does not grow with the length of a video. frame_rate 0: not known.
// `moments` in the order of time.
[[nodiscard]] nlohmann::ordered_json time_line(const std::vector<ClipMoment>& moments,
                                               double frame_rate, TimeOf time);

// The windows leave no gap: what was written has the times of the source.
[[nodiscard]] bool is_gapless(const std::vector<ClipMoment>& moments);

// To six digits, which is what a page shows; null where it is not finite.
[[nodiscard]] nlohmann::ordered_json short_number(double value);

}  // namespace vidcam
