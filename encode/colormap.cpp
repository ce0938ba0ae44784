#include "encode/colormap.h"

#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <utility>

#include "encode/color_model.h"

namespace vidcam {
namespace {

constexpr std::array<std::pair<const char*, Colormap>, 5> kNames{{
    {"jet", Colormap::Jet},
    {"viridis", Colormap::Viridis},
    {"turbo", Colormap::Turbo},
    {"inferno", Colormap::Inferno},
    {"gray", Colormap::Gray},
}};

int opencv_name(Colormap map) {
  switch (map) {
    case Colormap::Viridis:
      return cv::COLORMAP_VIRIDIS;
    case Colormap::Turbo:
      return cv::COLORMAP_TURBO;
    case Colormap::Inferno:
      return cv::COLORMAP_INFERNO;
    default:
      return cv::COLORMAP_JET;
  }
}

cv::Mat bgr_colors(Colormap map) {
  cv::Mat levels(1, 256, CV_8UC1);
  for (int level = 0; level < 256; ++level)
    levels.at<uint8_t>(0, level) = static_cast<uint8_t>(level);
  cv::Mat colors;
  if (map == Colormap::Gray)
    cv::cvtColor(levels, colors, cv::COLOR_GRAY2BGR);
  else
    cv::applyColorMap(levels, colors, opencv_name(map));
  return colors;
}

}  // namespace

Colormap colormap_from_name(const std::string& name) {
  std::string known;
  for (const auto& [text, map] : kNames) {
    if (name == text) return map;
    known += (known.empty() ? "" : ", ") + std::string(text);
  }
  throw std::invalid_argument("no colormap \"" + name + "\"; known: " + known);
}

ColorTable color_table(Colormap map, ColorModel color) {
  const cv::Mat colors = bgr_colors(map);
  ColorTable table{};
  for (size_t level = 0; level < 256; ++level) {
    const auto& bgr = colors.at<cv::Vec3b>(0, static_cast<int>(level));
    const Sample sample = to_sample(color, {bgr[2], bgr[1], bgr[0]});
    for (size_t plane = 0; plane < 3; ++plane) table[plane][level] = sample[plane];
  }
  return table;
}

}  // namespace vidcam
