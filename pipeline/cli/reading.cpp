#include "pipeline/cli/reading.h"

#include <algorithm>
#include <thread>

namespace vidcam {

namespace {

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

}  // namespace

ClipSpec with_step(ClipSpec clip, int frame_step) {
  if (frame_step > 0) clip.frame_step = frame_step;
  return clip;
}

MediaJob job_for(MediaJob common, const std::string& input, const ClipSpec& clip, int stride) {
  common.input = input;
  common.clip = clip;
  common.selection.stride = stride > 0 ? stride : clip.span();
  return common;
}

std::string size_text(int width, int height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

std::string naming(const std::string& path, const std::string& message) {
  return message.find(path) == std::string::npos ? path + ": " + message : message;
}

int jobs_for(int wanted) { return wanted > 0 ? wanted : cores(); }

int codec_threads_for(int wanted, int at_once) {
  constexpr int kMost = 16;  // more of them take a picture apart for nothing
  return wanted > 0 ? wanted : std::clamp(cores() / std::max(1, at_once), 1, kMost);
}

}  // namespace vidcam
