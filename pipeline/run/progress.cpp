#include "pipeline/run/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace vidcam {

std::string minutes_text(double seconds) {
  const auto s = static_cast<int64_t>(seconds + 0.5);
  char text[32];
  std::snprintf(text, sizeof(text), "%lld:%02lld", static_cast<long long>(s / 60),
                static_cast<long long>(s % 60));
  return text;
}

Progress::Progress(int inputs, bool quiet)
    : inputs_(inputs), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { wipe(); }

void Progress::add_frames(int64_t frames) {
  frames_ += frames;
  show(false);
}

void Progress::input_done() {
  ++inputs_done_;
  show(false);
}

void Progress::step(const std::string& name, int64_t done, int64_t total) {
  if (done == 0) step_start_ = std::chrono::steady_clock::now();
  step_ = name;
  step_done_ = done;
  step_total_ = total;
  show(false);
}

double Progress::step_elapsed() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - step_start_).count();
}

double Progress::step_seconds(double elapsed_seconds) const {
  if (step_done_ == 0) return 0;
  return elapsed_seconds * static_cast<double>(step_total_) / static_cast<double>(step_done_);
}

std::string Progress::step_text(double elapsed_seconds) const {
  if (step_done_ >= step_total_) return "";
  std::string line =
      "; " + step_ + " " + std::to_string(step_done_) + " of " + std::to_string(step_total_);
  if (step_done_ > 0)
    line += ", " + minutes_text(step_seconds(elapsed_seconds) - elapsed_seconds) + " left";
  return line;
}

void Progress::say(const std::string& line) {
  wipe();
  std::cerr << line << std::endl;
}

std::string Progress::text(double elapsed_seconds) const {
  const double rate = elapsed_seconds > 0 ? static_cast<double>(frames_) / elapsed_seconds : 0;
  char start[96];
  std::snprintf(start, sizeof(start), "%d/%d inputs, %lld", inputs_done_, inputs_,
                static_cast<long long>(frames_));
  std::string line = start;
  if (expected_frames_ > frames_) line += " of " + std::to_string(expected_frames_);
  std::snprintf(start, sizeof(start), " frames, %.1f frames/s", rate);
  line += start;
  // Inputs that are not open yet count as long as the mean of those that are.
  if (rate > 0 && inputs_done_ == inputs_ - 1 && expected_frames_ > frames_) {
    line += ", " + minutes_text(static_cast<double>(expected_frames_ - frames_) / rate) + " left";
  } else if (inputs_done_ > 0 && inputs_done_ < inputs_) {
    line +=
        ", " + minutes_text(elapsed_seconds / inputs_done_ * (inputs_ - inputs_done_)) + " left";
  }
  return line;
}

void Progress::show(bool now) {
  const auto time = std::chrono::steady_clock::now();
  const auto wait = terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(30);
  if (quiet_ || (!now && time - shown_ < wait)) return;
  shown_ = time;
  const std::string line =
      text(std::chrono::duration<double>(time - start_).count()) + step_text(step_elapsed());
  if (!terminal_) {
    std::cerr << line << std::endl;
    return;
  }
  std::cerr << "\r\033[K" << line << std::flush;
  line_open_ = true;
}

void Progress::wipe() {
  if (line_open_) std::cerr << "\r\033[K" << std::flush;
  line_open_ = false;
}

}  // namespace vidcam
