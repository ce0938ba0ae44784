#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "encode/caption_art.h"
#include "encode/caption_text.h"
#include "encode/painter.h"
#include "tests/encode/test_frames.h"

namespace vidcam {
namespace {

using testing::sample_at;
using testing::solid_frame;

StreamInfo stream(int width, int height, Orientation orientation = {}) {
  StreamInfo info;
  info.width = width;
  info.height = height;
  info.orientation = orientation;
  return info;
}

const Caption kCaption{"playing tennis", "gradcam++", 0.87, "", false};

PaintOptions view(View which) {
  PaintOptions options;
  options.view = which;
  return options;
}

// Luma as shown, [display height][display width].
std::vector<std::vector<int>> shown_luma(const Frame& frame, const StreamInfo& info) {
  std::vector<std::vector<int>> out(static_cast<size_t>(info.display_height()),
                                    std::vector<int>(static_cast<size_t>(info.display_width())));
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const Point at = turned(Point{x, y}, frame.width, frame.height, info.orientation);
      out[static_cast<size_t>(at.y)][static_cast<size_t>(at.x)] = sample_at(frame, 0, x, y);
    }
  }
  return out;
}

TEST(CaptionTextTest, LeavesAccentsOff) {
  EXPECT_EQ(drawable("playing tennis (87)"), "playing tennis (87)");
  EXPECT_EQ(drawable("Caf\u00e9 \u00dcbung Stra\u00dfe \u0141\u00f3d\u017a \u010d\u0161\u017e"),
            "Cafe Ubung Strasse Lodz csz");
  EXPECT_EQ(drawable("\u201ca\u201d \u2013 it\u2019s\u2026"), "\"a\" - it's...");
  EXPECT_EQ(drawable("\u65e5\u672c \U0001F3BE"), "?? ?");
  EXPECT_EQ(drawable("a\tb\nc"), "a b c");
  EXPECT_EQ(drawable("a\xff\xc3(\xe2\x82"), std::string("a??") + "(??");
  EXPECT_EQ(drawable(""), "");
}

TEST(CaptionTextTest, WritesProbabilitiesWithoutOverstatingThem) {
  EXPECT_EQ(percent(0.87), "87 %");
  EXPECT_EQ(percent(0.994), "99 %");
  EXPECT_EQ(percent(0.9996), ">99 %");
  EXPECT_EQ(percent(1), "100 %");
  EXPECT_EQ(percent(0.004), "<1 %");
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(std::nan("")), "? %");
  EXPECT_EQ(percent(1.2), "? %");
}

TEST(CaptionTest, IsAsLegibleOnWhiteAsOnBlack) {
  for (const uint8_t ground : {uint8_t{16}, uint8_t{235}}) {
    const StreamInfo info = stream(640, 360);
    Painter painter(info, {}, view(View::Source));
    const Frame out = painter.paint(solid_frame(640, 360, {}, ground, 128, 128), {}, kCaption);
    int brightest = 0;
    int darkest = 255;
    for (int y = 345; y < 358; ++y) {
      for (int x = 0; x < 200; ++x) {
        brightest = std::max<int>(brightest, sample_at(out, 0, x, y));
        darkest = std::min<int>(darkest, sample_at(out, 0, x, y));
      }
    }
    EXPECT_GT(brightest, 225);
    EXPECT_LT(darkest, 100);
    EXPECT_EQ(sample_at(out, 0, 300, 300), ground);
  }
}

TEST(CaptionTest, IsUprightInEveryOrientation) {
  Painter upright(stream(320, 240), {}, view(View::Source));
  const auto wanted = shown_luma(
      upright.paint(solid_frame(320, 240, {}, 200, 128, 128), {}, kCaption), stream(320, 240));
  for (int turn = 1; turn < 8; ++turn) {
    const Orientation o{turn % 4, turn >= 4};
    const StreamInfo info = o.swaps_axes() ? stream(240, 320, o) : stream(320, 240, o);
    Painter painter(info, {}, view(View::Source));
    const Frame in = solid_frame(info.width, info.height, {}, 200, 128, 128);
    EXPECT_EQ(shown_luma(painter.paint(in, {}, kCaption), info), wanted) << turn;
  }
}

TEST(CaptionTest, HasAColourBarWhereColoursAreShown) {
  const auto red_or_blue = [](View which) {
    int count = 0;
    for (const Art& art : draw_caption(kCaption, 640, 360, view(which))) {
      for (size_t i = 0; i < art.rgba.size(); i += 4)
        count += std::abs(art.rgba[i] - art.rgba[i + 2]) > 100 ? 1 : 0;
    }
    return count;
  };
  EXPECT_GT(red_or_blue(View::Overlay), 300);
  EXPECT_GT(red_or_blue(View::Heat), 300);
  EXPECT_EQ(red_or_blue(View::Masked), 0);
  EXPECT_EQ(red_or_blue(View::Source), 0);
}

TEST(CaptionTest, TheBarOfASignedMapInGreyStartsAtMinusOne) {
  const auto drawn = [](View which, bool is_signed) {
    Caption caption = kCaption;
    caption.is_signed = is_signed;
    return draw_caption(caption, 640, 360, view(which)).at(0).rgba;
  };
  EXPECT_NE(drawn(View::Guided, true), drawn(View::Guided, false));
  EXPECT_EQ(drawn(View::Heat, true), drawn(View::Heat, false));
  EXPECT_NE(drawn(View::Guided, false), drawn(View::Masked, false));
}

TEST(CaptionTest, StaysInsideThePictureAtEverySize) {
  Caption caption{std::string(300, 'W'), std::string(300, 'M'), 0.5, std::string(300, 'X'), true};
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{{160, 120},
                                                                      {120, 160},
                                                                      {113, 57},
                                                                      {64, 48},
                                                                      {16, 16},
                                                                      {2, 2},
                                                                      {1, 1},
                                                                      {3840, 2160},
                                                                      {4000, 100}}) {
    for (const Art& art : draw_caption(caption, width, height, view(View::Overlay))) {
      EXPECT_GE(art.x, 0);
      EXPECT_GE(art.y, 0);
      EXPECT_GT(art.width, 0);
      EXPECT_LE(art.x + art.width, width);
      EXPECT_LE(art.y + art.height, height);
      EXPECT_EQ(art.rgba.size(), static_cast<size_t>(art.width * art.height * 4));
    }
    const StreamInfo info = stream(width, height);
    Painter painter(info, {}, view(View::Overlay));
    (void)painter.paint(solid_frame(width, height, {}, 90, 128, 128), {1, 1, {1}}, caption);
  }
}

TEST(CaptionTest, FramesAMapThatIsNoEvidence) {
  Caption marked = kCaption;
  marked.mark = "flat map";
  for (const bool text : {true, false}) {
    PaintOptions options = view(View::Overlay);
    options.text = text;
    Painter painter(stream(640, 360), {}, options);
    const Frame in = solid_frame(640, 360, {}, 120, 128, 128);
    const Frame plain = painter.paint(in, {1, 1, {0}}, kCaption);
    const Frame out = painter.paint(in, {1, 1, {0}}, marked);
    for (const Point& at : {Point{0, 0}, Point{319, 100}, Point{0, 179}, Point{100, 1}})
      EXPECT_GT(sample_at(out, 2, at.x, at.y), 200) << at.x << " " << at.y;
    EXPECT_LT(sample_at(plain, 2, 0, 90), 200);
  }
}

TEST(CaptionTest, DrawsNothingWhereThereIsNothingToSay) {
  EXPECT_TRUE(draw_caption({}, 640, 360, view(View::Overlay)).empty());
  PaintOptions silent = view(View::Overlay);
  silent.text = false;
  EXPECT_TRUE(draw_caption(kCaption, 640, 360, silent).empty());
  Caption marked = kCaption;
  marked.mark = "flat map";
  EXPECT_EQ(draw_caption(marked, 640, 360, view(View::Source)).size(), 1U);  // the text alone
}

TEST(CaptionTest, FollowsTheCaption) {
  Painter painter(stream(320, 240), {}, view(View::Source));
  const Frame in = solid_frame(320, 240, {}, 120, 128, 128);
  const auto luma = [&](const Caption& caption) {
    return shown_luma(painter.paint(in, {}, caption), stream(320, 240));
  };
  const auto first = luma(kCaption);
  Caption other = kCaption;
  other.label = "archery";
  EXPECT_NE(luma(other), first);
  EXPECT_EQ(luma(kCaption), first);
}

}  // namespace
}  // namespace vidcam
