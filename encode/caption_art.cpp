#include "encode/caption_art.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <string>

#include "encode/caption_text.h"
#include "encode/text_line.h"

namespace vidcam {
namespace {

constexpr int kSmallestCapital = 8;    // pixels; below, letters run together
constexpr double kStripCover = 0.68;   // dark enough for white text over a white picture
constexpr int kLettersOfOneLine = 48;  // a strip for fewer letters is broken into two lines
const cv::Vec3b kRed{215, 20, 30};     // R, G, B
const cv::Vec3b kBlack{0, 0, 0};
const cv::Vec3b kWhite{255, 255, 255};

// A strip under construction: a ground, and text and colours over it.
class Strip {
 public:
  Strip(int width, int height, const cv::Vec3b& ground, double cover)
      : color_(height, width, ground), cover_(height, width, static_cast<float>(cover)) {}

  [[nodiscard]] int width() const { return color_.cols; }
  [[nodiscard]] int height() const { return color_.rows; }

  void put(const Coverage& mask, int left, int top, const cv::Vec3b& color) {
    const uint8_t* cover = mask.values.data();
    for (int y = 0; y < mask.height; ++y) {
      for (int x = 0; x < mask.width; ++x)
        lay(left + x, top + y, color, static_cast<float>(*cover++) / 255.0F);
    }
  }

  // color over what is there, covering it by `cover`.
  void lay(int x, int y, const cv::Vec3b& color, float cover) {
    if (x < 0 || y < 0 || x >= width() || y >= height() || cover <= 0) return;
    const float below = cover_(y, x) * (1 - cover);
    const float sum = below + cover;
    cv::Vec3f mixed = (cv::Vec3f(color_(y, x)) * below + cv::Vec3f(color) * cover) / sum;
    color_(y, x) = cv::Vec3b(mixed);
    cover_(y, x) = sum;
  }

  [[nodiscard]] Art art(int x, int y) const {
    Art out{x, y, width(), height(), {}};
    for (int row = 0; row < height(); ++row) {
      for (int column = 0; column < width(); ++column) {
        const cv::Vec3b& c = color_(row, column);
        out.rgba.insert(out.rgba.end(),
                        {c[0], c[1], c[2], cv::saturate_cast<uint8_t>(cover_(row, column) * 255)});
      }
    }
    return out;
  }

 private:
  cv::Mat_<cv::Vec3b> color_;
  cv::Mat1f cover_;
};

// "0 [colours] 1"; returns how much of the strip's right end it takes. low: "0" or "-1".
int put_color_bar(Strip& strip, const TextLine& text, int top, int bar_width, Colormap map,
                  const std::string& low) {
  const ColorTable table = color_table(map, {Matrix::Rgb, true});
  const int gap = text.margin();
  const int bar_height = text.height() / 2;
  const int right = strip.width() - gap - text.width("1");
  const int left = right - gap / 2 - bar_width;
  const int bar_top = top + (text.height() - bar_height) / 2;
  for (int x = 0; x < bar_width; ++x) {
    const auto level = static_cast<size_t>(255 * x / std::max(1, bar_width - 1));
    const cv::Vec3b color{table[0][level], table[1][level], table[2][level]};
    for (int y = 0; y < bar_height; ++y) strip.lay(left + x, bar_top + y, color, 1);
  }
  const int start = left - gap / 2 - text.width(low);
  strip.put(text.mask(low), start, top, kWhite);
  strip.put(text.mask("1"), right, top, kWhite);
  return strip.width() - start + gap;
}

int capital_of(int width, int height) {
  return std::max(kSmallestCapital, (std::min(width, height) + 16) / 32);
}

void put_text(Strip& strip, const TextLine& line, const std::string& text, int left, int top) {
  if (!text.empty()) strip.put(line.mask(text), left, top, kWhite);
}

// label and what must not be cut off, in `room` pixels.
std::string headline(const std::string& label, const std::string& tail, const TextLine& line,
                     int room) {
  if (label.empty()) return line.shortened(tail, room);
  const std::string spaced = "  " + tail;
  return line.shortened(line.shortened(label, room - line.width(spaced)) + spaced, room);
}

// The dark strip. Whether it has one or two lines depends on the picture alone, not on the caption:
// it does not jump from clip to clip.
Strip text_strip(const Caption& caption, int width, const TextLine& line, bool one_line,
                 const PaintOptions& options) {
  Strip strip(width, line.height() * (one_line ? 1 : 2), kBlack, kStripCover);
  const int last_top = one_line ? 0 : line.height();
  const bool bar = options.view != View::Masked && options.view != View::Source;
  const char* low = caption.is_signed && options.view == View::Guided ? "-1" : "0";
  const int taken =
      bar ? put_color_bar(strip, line, last_top, width / 7, options.colormap, low) : line.margin();
  const std::string label = drawable(caption.label);
  const std::string likely = percent(caption.probability);
  const std::string method = drawable(caption.method);
  const int room = width - line.margin() - taken;
  const int full_room = width - 2 * line.margin();
  const std::string first = one_line ? headline(label, likely + "  " + method, line, room)
                                     : headline(label, likely, line, full_room);
  put_text(strip, line, first, line.margin(), 0);
  if (!one_line) put_text(strip, line, line.shortened(method, room), line.margin(), last_top);
  return strip;
}

Strip mark_strip(const std::string& mark, int width, const TextLine& line) {
  Strip strip(width, line.height(), kRed, 1);
  const int room = width - 2 * line.margin();
  const std::string whole = "no evidence: " + mark;
  const std::string text = line.width(whole) <= room ? whole : line.shortened(mark, room);
  put_text(strip, line, text, (width - line.width(text)) / 2, 0);
  return strip;
}

int frame_thickness(int width, int height) { return std::max(2, std::min(width, height) / 60); }

void add_frame(std::vector<Art>& arts, int width, int height) {
  const int thick = frame_thickness(width, height);
  if (2 * thick >= std::min(width, height)) return;
  const Strip flat(width, thick, kRed, 1);
  const Strip tall(thick, height - 2 * thick, kRed, 1);
  arts.push_back(flat.art(0, 0));
  arts.push_back(flat.art(0, height - thick));
  arts.push_back(tall.art(0, thick));
  arts.push_back(tall.art(width - thick, thick));
}

}  // namespace

std::vector<Art> draw_caption(const Caption& caption, int width, int height,
                              const PaintOptions& options) {
  std::vector<Art> arts;
  const TextLine line(capital_of(width, height));
  const bool one_line = width >= kLettersOfOneLine * line.width("n");
  const int strip_height = line.height() * (one_line ? 1 : 2);
  const bool fits = 2 * (strip_height + line.height()) <= height && width >= 4 * line.height();
  const bool says_something = !caption.label.empty() || !caption.method.empty();
  const bool marked = !caption.mark.empty() && options.view != View::Source;
  const int inset = marked ? frame_thickness(width, height) : 0;
  if (marked) add_frame(arts, width, height);
  if (marked && fits) {
    const Strip strip = mark_strip(drawable(caption.mark), width - 2 * inset, line);
    arts.push_back(strip.art(inset, inset));
  }
  if (options.text && says_something && fits) {
    const Strip strip = text_strip(caption, width - 2 * inset, line, one_line, options);
    arts.push_back(strip.art(inset, height - inset - strip.height()));
  }
  return arts;
}

}  // namespace vidcam
