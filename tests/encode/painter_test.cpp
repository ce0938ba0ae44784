#include "encode/painter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <tuple>

#include "tests/encode/reference_painter.h"
#include "tests/encode/test_frames.h"

namespace vidcam {
namespace {

using testing::make_frame;
using testing::reference_paint;
using testing::sample_at;
using testing::solid_frame;
using testing::Window;

constexpr ColorModel kLimited{Matrix::Bt601, false};
constexpr ColorModel kFull{Matrix::Bt709, true};
constexpr ColorModel kRgb{Matrix::Rgb, true};

StreamInfo stream(int width, int height, Orientation orientation = {}) {
  StreamInfo info;
  info.width = width;
  info.height = height;
  info.orientation = orientation;
  return info;
}

PaintOptions plain(View view) {
  PaintOptions options;
  options.view = view;
  options.text = false;
  return options;
}

Frame speckled(int width, int height, int chroma_shift, ColorModel color) {
  return make_frame(width, height, chroma_shift, color, [](int p, int x, int y) {
    return static_cast<uint8_t>(16 + (x * 37 + y * 91 + p * 53 + x * y * 11) % 220);
  });
}

// Cells over the 256 levels, all different.
Painter::FrameHeat uneven_heat(int h, int w) {
  Painter::FrameHeat heat{h, w, {}};
  for (int i = 0; i < h * w; ++i)
    heat.values.push_back(static_cast<float>((i * 7 + 3) % (h * w)) /
                          static_cast<float>(h * w - 1));
  return heat;
}

// Levels this near to the half between two may be rounded either way: then the value may be off by
// what the table steps there.
double slack(const std::array<uint8_t, 256>& table, double level) {
  if (level < 0 || std::abs(level - std::floor(level) - 0.5) > 0.02) return 0;
  const auto low = static_cast<size_t>(std::floor(level));
  return std::abs(table[low] - table[std::min<size_t>(255, low + 1)]);
}

// Masked multiplies with 8-bit levels: half a level of 255, and the rounding of the result.
double tolerance(const PaintOptions& options) { return options.view == View::Masked ? 1.02 : 0.51; }

void expect_as_reference(const Frame& frame, const StreamInfo& info, const ClipSpec& spec,
                         const Window& window, const Painter::FrameHeat& heat,
                         const PaintOptions& options) {
  Painter painter(info, spec, options);
  const Frame out = painter.paint(frame, heat, {});
  const bool grey = options.view == View::Guided;
  const ColorTable table = color_table(grey ? Colormap::Gray : options.colormap, frame.color);
  const auto expected = reference_paint(frame, info, window, heat, options);
  ASSERT_EQ(out.width, frame.width);
  ASSERT_EQ(out.height, frame.height);
  for (int p = 0; p < 3; ++p) {
    for (int y = 0; y < frame.plane_height(p); ++y) {
      for (int x = 0; x < frame.plane_width(p); ++x) {
        const auto [i, j, k] =
            std::tuple(static_cast<size_t>(p), static_cast<size_t>(y), static_cast<size_t>(x));
        const double level = expected.levels[i][j][k];
        ASSERT_NEAR(sample_at(out, p, x, y), expected.values[i][j][k],
                    tolerance(options) + slack(table[i], level))
            << "plane " << p << " (" << x << ", " << y << ") level " << level;
      }
    }
  }
}

ClipSpec whole_picture() { return {}; }

TEST(PainterTest, BlendsTwoCellsOverFourPixelsAsComputedByHand) {
  // Cells 0 and 1 over 4 pixels: positions -0.25, 0.25, 0.75, 1.25 -> 0, 1/4, 3/4, 1 -> levels 0,
  // 64, 191, 255. OpenCV's jet in R, G, B there: (0, 0, 128), (0, 128, 255), (255, 128, 0),
  // (128, 0, 0), where 64 and 191 are within 4 of those.
  const Frame frame = make_frame(4, 4, 0, kRgb, [](int, int, int) { return uint8_t{100}; });
  Painter painter(stream(4, 4), whole_picture(), plain(View::Overlay));
  const Frame out = painter.paint(frame, {1, 2, {0, 1}}, {});
  for (int y = 0; y < 4; ++y) {
    EXPECT_EQ(sample_at(out, 0, 0, y), 50);
    EXPECT_EQ(sample_at(out, 1, 0, y), 50);
    EXPECT_EQ(sample_at(out, 2, 0, y), 114);
    EXPECT_NEAR(sample_at(out, 1, 1, y), 114, 2);
    EXPECT_NEAR(sample_at(out, 2, 1, y), 177, 2);
    EXPECT_NEAR(sample_at(out, 0, 2, y), 177, 2);
    EXPECT_EQ(sample_at(out, 0, 3, y), 114);
    EXPECT_EQ(sample_at(out, 2, 3, y), 50);
  }
}

TEST(PainterTest, MasksTwoCellsOverFourPixelsAsComputedByHand) {
  const Frame frame = solid_frame(4, 4, kLimited, 216, 28, 228);
  Painter painter(stream(4, 4), whole_picture(), plain(View::Masked));
  const Frame out = painter.paint(frame, {1, 2, {0, 1}}, {});
  // 16 + level / 255 * 200 for levels 0, 64, 191, 255.
  for (int y = 0; y < 4; ++y) {
    EXPECT_EQ(sample_at(out, 0, 0, y), 16);
    EXPECT_EQ(sample_at(out, 0, 1, y), 66);
    EXPECT_EQ(sample_at(out, 0, 2, y), 166);
    EXPECT_EQ(sample_at(out, 0, 3, y), 216);
  }
  // Chroma sits on columns 0 and 2: 128 -+ level / 255 * 100.
  EXPECT_EQ(sample_at(out, 1, 0, 0), 128);
  EXPECT_EQ(sample_at(out, 1, 1, 1), 53);
  EXPECT_EQ(sample_at(out, 2, 1, 0), 203);
}

TEST(PainterTest, ShowsColoursAloneInTheHeatView) {
  const Frame frame = solid_frame(6, 2, kFull, 200, 90, 90);
  Painter painter(stream(6, 2), whole_picture(), plain(View::Heat));
  const Frame out = painter.paint(frame, {1, 1, {1}}, {});
  const ColorTable table = color_table(Colormap::Jet, kFull);
  for (int p = 0; p < 3; ++p)
    EXPECT_EQ(sample_at(out, p, 1, 0), table[static_cast<size_t>(p)][255]) << p;
}

// Limited range: black is 16, white 235, 128 of 255 is 16 + 128 / 255 * 219 = 126.
TEST(PainterTest, ShowsASignedMapInGreyAroundMidGrey) {
  ClipSpec middle;  // the middle 2 x 2 of 6 x 2
  middle.resize = ClipSpec::Resize::ShortSide;
  middle.resize_height = 2;
  middle.crop = ClipSpec::Crop::Center;
  middle.height = middle.width = 2;
  const Frame frame = solid_frame(6, 2, kLimited, 200, 90, 90);
  Painter painter(stream(6, 2), middle, plain(View::Guided));
  const Frame out = painter.paint(frame, {2, 2, {0, 0.5F, 1, 0.5F}, true}, {});
  EXPECT_EQ(sample_at(out, 0, 2, 0), 16);
  EXPECT_EQ(sample_at(out, 0, 3, 0), 126);
  EXPECT_EQ(sample_at(out, 0, 2, 1), 235);
  for (const int x : {0, 1, 4, 5}) EXPECT_EQ(sample_at(out, 0, x, 1), 126) << x;
  for (int x = 0; x < 3; ++x) EXPECT_EQ(sample_at(out, 1, x, 0), 128) << x;
  const Frame positive = painter.paint(frame, {1, 1, {1}, false}, {});
  EXPECT_EQ(sample_at(positive, 0, 2, 0), 235);
  EXPECT_EQ(sample_at(positive, 0, 0, 0), 16);
}

TEST(PainterTest, ShowsTheSizeOfASignedMapInTheOtherViews) {
  const Frame frame = solid_frame(6, 2, kLimited, 216, 128, 128);
  Painter painter(stream(6, 2), whole_picture(), plain(View::Masked));
  const Frame out = painter.paint(frame, {1, 3, {0, 0.5F, 1}, true}, {});
  EXPECT_EQ(sample_at(out, 0, 0, 0), 216);
  EXPECT_EQ(sample_at(out, 0, 5, 0), 216);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(sample_at(painter.paint(frame, {1, 1, {nan}, true}, {}), 0, 3, 0), 16);
}

TEST(PainterTest, CopiesTheSourceAndLeavesItAlone) {
  const Frame frame = speckled(7, 5, 1, kLimited);
  Painter painter(stream(7, 5), whole_picture(), plain(View::Source));
  Frame in = frame;
  in.pts = 77;
  in.duration = 3;
  const Frame out = painter.paint(in, {1, 1, {1}}, {});
  EXPECT_EQ(out.pts, 77);
  EXPECT_EQ(out.duration, 3);
  EXPECT_NE(out.planes[0].data, frame.planes[0].data);
  for (int p = 0; p < 3; ++p) {
    for (int y = 0; y < frame.plane_height(p); ++y) {
      for (int x = 0; x < frame.plane_width(p); ++x)
        ASSERT_EQ(sample_at(out, p, x, y), sample_at(frame, p, x, y));
    }
  }
}

TEST(PainterTest, GivesFramesWithAlignedRows) {
  Painter painter(stream(7, 5), whole_picture(), plain(View::Overlay));
  const Frame out = painter.paint(speckled(7, 5, 1, kLimited), {1, 1, {1}}, {});
  for (const Plane& plane : out.planes) {
    EXPECT_EQ(plane.stride % 32, 0);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(plane.data) % 32, 0U);
  }
}

// View; 0: limited 4:2:0, 1: full 4:4:4, 2: RGB.
class PainterLayoutTest : public ::testing::TestWithParam<std::tuple<View, int>> {};

TEST_P(PainterLayoutTest, AgreesWithADoubleLoopInEveryOrientation) {
  const auto [view, kind] = GetParam();
  const ColorModel color = kind == 2 ? kRgb : kind == 1 ? kFull : kLimited;
  const Painter::FrameHeat heat = uneven_heat(3, 5);
  for (int turn = 0; turn < 8; ++turn) {
    const Orientation o{turn % 4, turn >= 4};
    SCOPED_TRACE("quarter turns " + std::to_string(turn % 4) + (o.flip ? ", mirrored" : ""));
    const StreamInfo info = stream(46, 34, o);
    PaintOptions options = plain(view);
    options.alpha = 0.3;
    options.colormap = Colormap::Turbo;
    Frame frame = speckled(46, 34, kind == 0 ? 1 : 0, color);
    const Window all{0, 0, double(info.display_width()), double(info.display_height())};
    expect_as_reference(frame, info, whole_picture(), all, heat, options);
    frame.chroma_left = false;
    expect_as_reference(frame, info, whole_picture(), all, heat, options);
    Painter::FrameHeat with_sign = heat;
    with_sign.is_signed = true;
    expect_as_reference(frame, info, whole_picture(), all, with_sign, options);
  }
}

TEST_P(PainterLayoutTest, AgreesWithADoubleLoopWhereTheModelSawAPart) {
  const auto [view, kind] = GetParam();
  const ColorModel color = kind == 2 ? kRgb : kind == 1 ? kFull : kLimited;
  ClipSpec spec;
  spec.resize = ClipSpec::Resize::ShortSide;
  spec.resize_height = 32;
  spec.crop = ClipSpec::Crop::Center;
  spec.height = 20;
  spec.width = 24;
  for (int turn = 0; turn < 8; ++turn) {
    const StreamInfo info = stream(97, 63, {turn % 4, turn >= 4});
    // Shown 97x63 is resized to 49x32; 24x20 of it from (12, 6) ((49 - 24) / 2 = 12.5, to even).
    // Shown 63x97 to 32x49, 24x20 of it from (4, 14) (14.5, to even).
    const bool upright = !info.orientation.swaps_axes();
    const double sx = upright ? 97 / 49.0 : 63 / 32.0;
    const double sy = upright ? 63 / 32.0 : 97 / 49.0;
    const double left = upright ? 12 : 4;
    const double top = upright ? 6 : 14;
    const Window window{left * sx, top * sy, (left + 24) * sx, (top + 20) * sy};
    SCOPED_TRACE(turn);
    expect_as_reference(speckled(97, 63, kind == 0 ? 1 : 0, color), info, spec, window,
                        uneven_heat(2, 3), plain(view));
  }
}

INSTANTIATE_TEST_SUITE_P(AllViews, PainterLayoutTest,
                         ::testing::Combine(::testing::Values(View::Overlay, View::Masked,
                                                              View::Heat, View::Guided,
                                                              View::Source),
                                            ::testing::Values(0, 1, 2)));

TEST(PainterTest, LeavesTheFrameUntouchedOutsideTheCrop) {
  ClipSpec spec;
  spec.resize = ClipSpec::Resize::ShortSide;
  spec.resize_height = 16;
  spec.crop = ClipSpec::Crop::Center;
  spec.height = 16;
  spec.width = 16;
  const Frame frame = speckled(64, 16, 1, kLimited);
  Painter overlay(stream(64, 16), spec, plain(View::Overlay));
  Painter masked(stream(64, 16), spec, plain(View::Masked));
  const Frame blended = overlay.paint(frame, {1, 1, {1}}, {});
  const Frame cut = masked.paint(frame, {1, 1, {1}}, {});
  for (const int x : {0, 23, 40, 63}) {
    EXPECT_EQ(sample_at(blended, 0, x, 8), sample_at(frame, 0, x, 8)) << x;
    EXPECT_EQ(sample_at(cut, 0, x, 8), 16) << x;
    EXPECT_EQ(sample_at(cut, 1, x / 2, 4), 128) << x;
  }
  EXPECT_NE(sample_at(blended, 0, 24, 8), sample_at(frame, 0, 24, 8));
  EXPECT_EQ(sample_at(cut, 0, 39, 8), sample_at(frame, 0, 39, 8));
}

TEST(PainterTest, ShowsWhatIsNoNumberAsCold) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  Painter painter(stream(6, 2), whole_picture(), plain(View::Masked));
  const Frame out =
      painter.paint(solid_frame(6, 2, kLimited, 200, 90, 90), {1, 3, {nan, -inf, inf}}, {});
  EXPECT_EQ(sample_at(out, 0, 0, 0), 16);
  EXPECT_EQ(sample_at(out, 0, 5, 0), 200);
}

TEST(PainterTest, FollowsHeatOfAnotherSize) {
  Painter painter(stream(8, 8), whole_picture(), plain(View::Masked));
  const Frame frame = solid_frame(8, 8, kLimited, 216, 128, 128);
  EXPECT_EQ(sample_at(painter.paint(frame, {1, 2, {0, 1}}, {}), 0, 7, 7), 216);
  EXPECT_EQ(sample_at(painter.paint(frame, {2, 2, {0, 1, 1, 0}}, {}), 0, 7, 7), 16);
}

TEST(PainterTest, RefusesWhatDoesNotFit) {
  PaintOptions options = plain(View::Overlay);
  options.alpha = 1.5;
  EXPECT_THROW(Painter(stream(8, 8), whole_picture(), options), std::invalid_argument);
  Painter painter(stream(8, 8), whole_picture(), plain(View::Overlay));
  EXPECT_THROW((void)painter.paint(speckled(8, 6, 1, kLimited), {1, 1, {1}}, {}),
               std::invalid_argument);
  EXPECT_THROW((void)painter.paint(speckled(8, 8, 1, kLimited), {2, 2, {1}}, {}),
               std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
