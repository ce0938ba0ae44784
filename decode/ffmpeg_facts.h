#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vidcam {

// What the FFmpeg libraries of this process are and can do.
struct FfmpegFacts {
  std::vector<std::pair<std::string, std::string>> libraries;  // name, version in use
  std::vector<std::string> decoders;  // of the codecs that most videos and pictures have
  std::vector<std::string> encoders;  // of those that results are written with
};

[[nodiscard]] FfmpegFacts ffmpeg_facts();

}  // namespace vidcam
