#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace vidcam {

// Says on stderr how far a run is: a line that rewrites itself on a terminal, elsewhere a plain
// line every 30 seconds. Silent where told to be quiet.
class Progress {
 public:
  Progress(int inputs, bool quiet);
  ~Progress();

  void add_expected_frames(int64_t frames) { expected_frames_ += frames; }
  void add_frames(int64_t frames);
  void input_done();

  // A message line of its own, above the progress line.
  void say(const std::string& line);

  // "2/8 inputs, 1200 of 4500 frames, 42.0 frames/s, 1:19 left"
  [[nodiscard]] std::string text(double elapsed_seconds) const;

 private:
  void show(bool now);
  void wipe();

  int inputs_;
  int inputs_done_ = 0;
  bool quiet_;
  bool terminal_;
  int64_t expected_frames_ = 0;
  int64_t frames_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_ = start_;
  bool line_open_ = false;
};

}  // namespace vidcam
