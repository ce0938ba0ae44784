#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>

#include "pipeline/base/box.h"
#include "samples/arguments.h"

// What the programs that write drawn videos share.
namespace vidcam::samples {

struct VideoSize {
  int width = 0, height = 0;
  int frames = 0;
  int frame_rate = 12;
};

// "WIDTHxHEIGHT" of --size. Throws std::invalid_argument for anything else, or less than 16x16.
[[nodiscard]] std::pair<int, int> size_from(const Arguments& arguments);

// An H.264 video. draw: fills [height, width, 3] with frame 0, 1 ... Throws Error as the writer
// does.
void write_video(const std::string& path, const VideoSize& size,
                 const std::function<void(int frame, std::span<uint8_t> rgb)>& draw);

// The line of a manifest (eval/manifest.h) for a video with one box in each frame.
[[nodiscard]] nlohmann::json manifest_line(const std::string& name, const std::string& label,
                                           const VideoSize& size,
                                           const std::function<Box(int frame)>& box);

}  // namespace vidcam::samples
