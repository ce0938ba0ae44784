#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace vidcam {

// "1:19"
[[nodiscard]] std::string minutes_text(double seconds);

// Says on stderr how far a run is: a line that rewrites itself on a terminal, elsewhere a plain
// line every 30 seconds. Silent where told to be quiet.
class Progress {
 public:
  Progress(int inputs, bool quiet);
  ~Progress();

  void add_expected_frames(int64_t frames) { expected_frames_ += frames; }
  void add_frames(int64_t frames);
  void input_done();

  // How far a long step between two batches of frames is: `done` of `total`, begun when done is 0.
  // Shown behind the rest until it is complete.
  void step(const std::string& name, int64_t done, int64_t total);
  // What the step that runs will take in all, from how far it came; 0 while nothing is known.
  [[nodiscard]] double step_seconds(double elapsed_seconds) const;
  // Since the step was begun.
  [[nodiscard]] double step_elapsed() const;

  // A message line of its own, above the progress line.
  void say(const std::string& line);

  // "2/8 inputs, 1200 of 4500 frames, 42.0 frames/s, 1:19 left"
  [[nodiscard]] std::string text(double elapsed_seconds) const;
  // "; scorecam 240 of 2048, 0:31 left"; empty where no step runs.
  [[nodiscard]] std::string step_text(double elapsed_seconds) const;

 private:
  void show(bool now);
  void wipe();

  int inputs_;
  int inputs_done_ = 0;
  bool quiet_;
  bool terminal_;
  int64_t expected_frames_ = 0;
  int64_t frames_ = 0;
  std::string step_;
  int64_t step_done_ = 0;
  int64_t step_total_ = 0;
  std::chrono::steady_clock::time_point step_start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_ = start_;
  bool line_open_ = false;
};

}  // namespace vidcam
