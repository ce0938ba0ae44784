#include "samples/scenes/scene_video.h"

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "encode/writer.h"
#include "samples/scenes/rgb_frame.h"

namespace vidcam::samples {
namespace {

constexpr int64_t kTicks = 1024;  // of the time base, a frame

StreamInfo stream_info(const VideoSize& size) {
  StreamInfo info;
  info.width = size.width;
  info.height = size.height;
  info.time_base = {1, size.frame_rate * kTicks};
  info.frame_rate = {size.frame_rate, 1};
  return info;
}

}  // namespace

std::pair<int, int> size_from(const Arguments& arguments) {
  const std::string size = arguments.text("--size", "320x240");
  int width = 0, height = 0;
  char rest = 0;
  if (std::sscanf(size.c_str(), "%dx%d%c", &width, &height, &rest) != 2 || width < 16 ||
      height < 16) {
    throw std::invalid_argument("--size wants WIDTHxHEIGHT, at least 16x16, not '" + size + "'");
  }
  return {width, height};
}

void write_video(const std::string& path, const VideoSize& size,
                 const std::function<void(int frame, std::span<uint8_t> rgb)>& draw) {
  WriterOptions options;
  options.preset = "slow";
  options.crf = 23;
  const auto writer =
      open_video_writer(path, stream_info(size), size.width, size.height, nullptr, options);
  std::vector<uint8_t> rgb(static_cast<size_t>(size.width) * static_cast<size_t>(size.height) * 3);
  for (int f = 0; f < size.frames; ++f) {
    draw(f, rgb);
    Frame frame = frame_from_rgb(rgb, size.width, size.height);
    frame.pts = f * kTicks;
    frame.duration = kTicks;
    writer->write(frame);
  }
  writer->close();
}

nlohmann::json manifest_line(const std::string& name, const std::string& label,
                             const VideoSize& size, const std::function<Box(int frame)>& box) {
  nlohmann::json boxes = nlohmann::json::array();
  const auto cent = [](double v) { return static_cast<double>(std::llround(v * 100)) / 100; };
  for (int f = 0; f < size.frames; ++f) {
    const Box b = box(f);
    const nlohmann::json corners = {cent(b.x0), cent(b.y0), cent(b.x1), cent(b.y1)};
    boxes.push_back(nlohmann::json::array({corners}));
  }
  return {{"path", name},
          {"label", label},
          {"width", size.width},
          {"height", size.height},
          {"boxes", boxes}};
}

}  // namespace vidcam::samples
