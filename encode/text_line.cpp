#include "encode/text_line.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace vidcam {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kUnitsOfCapital = 21;  // of a capital letter at scale 1
// Lines are drawn larger and shrunk: strokes of small text then have the right weight, which whole
// pixels cannot give.
constexpr int kFiner = 4;

}  // namespace

double TextLine::scale() const { return kFiner * cap_height_ / kUnitsOfCapital; }

int TextLine::width(const std::string& text) const {
  const cv::Size size = cv::getTextSize(text, kFont, scale(), 1, nullptr);
  return (size.width + kFiner - 1) / kFiner;
}

std::string TextLine::shortened(const std::string& text, int width_limit) const {
  if (width(text) <= width_limit) return text;
  std::string kept = text;
  while (!kept.empty()) {
    kept.pop_back();
    while (!kept.empty() && kept.back() == ' ') kept.pop_back();
    if (width(kept + "...") <= width_limit) return kept + "...";
  }
  return "";
}

Coverage TextLine::mask(const std::string& text) const {
  const cv::Size size(std::max(1, width(text)), height());
  cv::Mat1b large(size.height * kFiner, size.width * kFiner, uint8_t{0});
  const int thickness = std::max(1, static_cast<int>(std::lround(kFiner * cap_height_ / 7.0)));
  const int baseline = static_cast<int>(kFiner * cap_height_ * 1.3);
  cv::putText(large, text, {0, baseline}, kFont, scale(), cv::Scalar(255), thickness, cv::LINE_AA);
  cv::Mat1b shrunk;
  cv::resize(large, shrunk, size, 0, 0, cv::INTER_AREA);
  return {size.width, size.height, {shrunk.begin(), shrunk.end()}};
}

}  // namespace vidcam
