#include "encode/contact_sheet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "encode/canvas.h"
#include "encode/caption_text.h"
#include "encode/text_line.h"
#include "encode/upright.h"

namespace vidcam {
namespace {

using Rgb = std::array<uint8_t, 3>;
constexpr Rgb kInk{20, 20, 24};
constexpr Rgb kRed{200, 20, 30};
constexpr uint8_t kPaper = 255;
constexpr int kGap = 6;  // between cells, and around the page
const TextLine kTitle(12);
const TextLine kHeading(10);
const TextLine kCaption(8);

Canvas blank_page(int width, int height) {
  Frame like;
  like.chroma_shift = 0;
  like.color = {Matrix::Rgb, true};
  Canvas page = new_canvas(like, width, height);
  for (int p = 0; p < 3; ++p)
    for (int y = 0; y < height; ++y)
      std::memset(page.row(p, y), kPaper, static_cast<size_t>(width));
  return page;
}

// Dark text on the page, no wider than `room`.
void write_line(const Canvas& page, int left, int top, const std::string& text,
                const TextLine& line, const Rgb& ink, int room) {
  const std::string fitting = line.shortened(drawable(text), room);
  if (fitting.empty()) return;
  const Coverage mask = line.mask(fitting);
  for (int p = 0; p < 3; ++p) {
    const uint8_t* cover = mask.values.data();
    const int color = ink[static_cast<size_t>(p)];
    for (int y = 0; y < mask.height; ++y) {
      uint8_t* row = page.row(p, top + y) + left;
      for (int x = 0; x < mask.width; ++x, ++cover)
        row[x] = static_cast<uint8_t>(row[x] + (color - row[x]) * *cover / 255);
    }
  }
}

// Where everything goes.
class Layout {
 public:
  Layout(const std::string& title, const std::vector<SheetRow>& rows, int columns)
      : top_(title.empty() ? kGap : kGap + kTitle.height()) {
    for (const SheetRow& row : rows) take(row);
    if (cells_ == 0) throw std::invalid_argument("contact sheet: no picture");
    const auto wanted = static_cast<int>(cells_ > 1 ? 1 : std::max(1, columns));
    across_ = std::min(wanted, static_cast<int>(rows.size()));
    down_ = (static_cast<int>(rows.size()) + across_ - 1) / across_;
  }

  [[nodiscard]] int row_width() const { return static_cast<int>(cells_) * (width_ + kGap) - kGap; }
  [[nodiscard]] int row_height() const {
    return kHeading.height() + height_ + kCaption.height() + kGap;
  }
  [[nodiscard]] int cell_width() const { return width_; }
  [[nodiscard]] int cell_height() const { return height_; }
  [[nodiscard]] int page_width() const { return kGap + across_ * (row_width() + kGap); }
  [[nodiscard]] int page_height() const { return top_ + down_ * row_height(); }
  [[nodiscard]] Point corner(size_t row) const {
    const auto r = static_cast<int>(row);
    return {kGap + r % across_ * (row_width() + kGap), top_ + r / across_ * row_height()};
  }

 private:
  void take(const SheetRow& row) {
    cells_ = std::max(cells_, row.cells.size());
    for (const SheetCell& cell : row.cells) {
      if (width_ == 0) {
        width_ = cell.picture.width;
        height_ = cell.picture.height;
      }
      if (cell.picture.width != width_ || cell.picture.height != height_)
        throw std::invalid_argument("contact sheet: pictures differ in size");
    }
  }

  size_t cells_ = 0;
  int width_ = 0;
  int height_ = 0;
  int top_;
  int across_ = 1;
  int down_ = 1;
};

void lay_row(const Canvas& page, const SheetRow& row, const Layout& layout, Point at) {
  write_line(page, at.x, at.y, row.title, kHeading, kInk, layout.row_width());
  const int top = at.y + kHeading.height();
  for (const SheetCell& cell : row.cells) {
    paste(cell.picture, page, at.x, top);
    write_line(page, at.x, top + layout.cell_height(), cell.caption, kCaption,
               cell.is_no_evidence ? kRed : kInk, layout.cell_width());
    at.x += layout.cell_width() + kGap;
  }
}

}  // namespace

Frame thumbnail(const Frame& frame, const StreamInfo& info, int side) {
  const Frame shown = upright_rgb(frame, info.orientation);
  const double pixel = info.sample_aspect.known() ? info.sample_aspect.value() : 1;
  const bool sideways = info.orientation.swaps_axes();
  const double width = shown.width * (sideways ? 1 : pixel);
  const double height = shown.height * (sideways ? pixel : 1);
  const double scale = side / std::max(width, height);
  const cv::Size size(std::max(1, static_cast<int>(std::lround(width * scale))),
                      std::max(1, static_cast<int>(std::lround(height * scale))));
  const Canvas small = new_canvas(shown, size.width, size.height);
  for (int p = 0; p < 3; ++p) {
    const Plane& from = shown.planes[static_cast<size_t>(p)];
    // OpenCV has no type for pixels that are only read.
    const cv::Mat in(shown.height, shown.width, CV_8UC1, const_cast<uint8_t*>(from.data),
                     static_cast<size_t>(from.stride));
    cv::Mat out(size, CV_8UC1, small.row(p, 0),
                static_cast<size_t>(small.frame.planes[static_cast<size_t>(p)].stride));
    cv::resize(in, out, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  }
  return small.frame;
}

Frame contact_sheet(const std::string& title, const std::vector<SheetRow>& rows, int columns) {
  const Layout layout(title, rows, columns);
  const Canvas page = blank_page(layout.page_width(), layout.page_height());
  write_line(page, kGap, kGap, title, kTitle, kInk, layout.page_width() - 2 * kGap);
  for (size_t r = 0; r < rows.size(); ++r) lay_row(page, rows[r], layout, layout.corner(r));
  return page.frame;
}

Frame stacked(const Frame& above, const Frame& below) {
  const Canvas page = blank_page(std::max(above.width, below.width), above.height + below.height);
  paste(above, page, 0, 0);
  paste(below, page, 0, above.height);
  return page.frame;
}

}  // namespace vidcam
