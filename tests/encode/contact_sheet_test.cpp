#include "encode/contact_sheet.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/encode/test_frames.h"

namespace vidcam {
namespace {

using testing::make_frame;
using testing::sample_at;

constexpr ColorModel kRgb{Matrix::Rgb, true};
constexpr int kPaper = 255;

Frame tile(int level, int width = 40, int height = 30) {
  return make_frame(width, height, 0, kRgb, [level](int p, int /*x*/, int /*y*/) {
    return static_cast<uint8_t>(level + p);
  });
}

StreamInfo stream(int width, int height) {
  StreamInfo info;
  info.width = width;
  info.height = height;
  return info;
}

// Left end of the first run of `level` in the red plane, or -1: where a tile was put.
Point corner_of(const Frame& page, int level) {
  for (int y = 0; y < page.height; ++y)
    for (int x = 0; x < page.width; ++x)
      if (sample_at(page, 0, x, y) == level && sample_at(page, 1, x, y) == level + 1) return {x, y};
  return {-1, -1};
}

// Is anything but paper drawn into the rectangle?
bool has_ink(const Frame& page, Point from, int width, int height) {
  for (int y = from.y; y < from.y + height; ++y)
    for (int x = from.x; x < from.x + width; ++x)
      if (sample_at(page, 0, x, y) != kPaper) return true;
  return false;
}

void expect_size(const Frame& frame, int width, int height) {
  EXPECT_EQ(frame.width, width);
  EXPECT_EQ(frame.height, height);
}

TEST(ContactSheetTest, ThumbnailsFitTheirBoxAndKeepTheAspectAsShown) {
  const Frame wide = tile(90, 80, 40);
  expect_size(thumbnail(wide, stream(80, 40), 20), 20, 10);
  expect_size(thumbnail(wide, stream(80, 40), 160), 160, 80);
  StreamInfo turned = stream(80, 40);
  turned.orientation = {1, false};
  expect_size(thumbnail(wide, turned, 20), 10, 20);
  StreamInfo stretched = stream(80, 40);
  stretched.sample_aspect = {1, 2};
  expect_size(thumbnail(wide, stretched, 20), 20, 20);
}

TEST(ContactSheetTest, ThumbnailsAreMeansOfWhatTheyShrink) {
  const Frame checked = make_frame(40, 40, 0, kRgb, [](int /*p*/, int x, int y) {
    return static_cast<uint8_t>((x + y) % 2 == 0 ? 0 : 200);
  });
  const Frame small = thumbnail(checked, stream(40, 40), 10);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(sample_at(small, 0, i, 9 - i), 100);
}

TEST(ContactSheetTest, RowsOfSeveralCellsAreBelowOneAnother) {
  const Frame page = contact_sheet(
      "", {{"a", {{tile(50), ""}, {tile(60), ""}}}, {"b", {{tile(70), ""}, {tile(80), ""}}}}, 6);
  EXPECT_EQ(corner_of(page, 50).y, corner_of(page, 60).y);
  EXPECT_EQ(corner_of(page, 50).x, corner_of(page, 70).x);
  EXPECT_EQ(corner_of(page, 60).x, corner_of(page, 80).x);
  EXPECT_GE(corner_of(page, 60).x, corner_of(page, 50).x + 40);
  EXPECT_GE(corner_of(page, 70).y, corner_of(page, 50).y + 30);
}

TEST(ContactSheetTest, RowsOfOneCellStandBesideEachOther) {
  const Frame page = contact_sheet(
      "", {{"a", {{tile(50), ""}}}, {"b", {{tile(60), ""}}}, {"c", {{tile(70), ""}}}}, 2);
  EXPECT_EQ(corner_of(page, 50).y, corner_of(page, 60).y);
  EXPECT_EQ(corner_of(page, 50).x, corner_of(page, 70).x);
  EXPECT_GT(corner_of(page, 70).y, corner_of(page, 50).y);
}

TEST(ContactSheetTest, TitlesAreAboveAndCaptionsBelow) {
  const Point bare = corner_of(contact_sheet("", {{"", {{tile(50), ""}}}}, 1), 50);
  const Frame page = contact_sheet("page", {{"row", {{tile(50), "cell"}}}}, 1);
  const Point at = corner_of(page, 50);
  EXPECT_GT(at.y, bare.y);
  EXPECT_TRUE(has_ink(page, {0, 0}, page.width, at.y - 20)) << "the page's title";
  EXPECT_TRUE(has_ink(page, {at.x, at.y - 18}, 40, 18)) << "the row's title";
  EXPECT_TRUE(has_ink(page, {at.x, at.y + 30}, 40, page.height - at.y - 30)) << "the caption";
}

TEST(ContactSheetTest, TextThatIsTooLongIsCut) {
  const std::string text = "a very long text that nothing here has room for";
  const Frame page = contact_sheet(text, {{text, {{tile(50), text}}}}, 1);
  expect_size(page, 40 + 12, page.height);
  for (int y = 0; y < page.height; ++y) {
    EXPECT_EQ(sample_at(page, 0, 0, y), kPaper);
    EXPECT_EQ(sample_at(page, 0, page.width - 1, y), kPaper);
  }
}

// Red: of the inks the one whose green is far below its red.
TEST(ContactSheetTest, WhatIsNoEvidenceIsRed) {
  const auto reddest = [](bool marked) {
    const Frame page = contact_sheet("", {{"", {{tile(50), "flat", marked}}}}, 1);
    int most = 0;
    for (int y = 0; y < page.height; ++y)
      for (int x = 0; x < page.width; ++x)
        most = std::max(most, sample_at(page, 0, x, y) - sample_at(page, 1, x, y));
    return most;
  };
  EXPECT_GT(reddest(true), 100);
  EXPECT_LT(reddest(false), 10);
}

TEST(ContactSheetTest, AStackIsAsWideAsTheWiderOne) {
  const Frame page = stacked(tile(50, 60, 20), tile(60, 40, 10));
  expect_size(page, 60, 30);
  EXPECT_EQ(corner_of(page, 60), (Point{0, 20}));
  EXPECT_EQ(sample_at(page, 0, 50, 25), kPaper);
}

TEST(ContactSheetTest, RefusesSheetsWithoutPicturesOrOfSeveralSizes) {
  EXPECT_THROW((void)contact_sheet("t", {}, 6), std::invalid_argument);
  EXPECT_THROW((void)contact_sheet("t", {{"row", {}}}, 6), std::invalid_argument);
  EXPECT_THROW((void)contact_sheet("", {{"", {{tile(50), ""}, {tile(50, 41), ""}}}}, 6),
               std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
