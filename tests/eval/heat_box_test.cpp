#include "eval/heat_box.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>

namespace vidcam::testing {
namespace {

// A drawing, '.' to 0 and '1'..'9' to that number; all rows of one length.
FullHeat drawn(const std::vector<std::string>& rows) {
  FullHeat heat{{1, static_cast<int>(rows.size()), static_cast<int>(rows[0].size())}, {}};
  for (const auto& row : rows)
    for (const char c : row) heat.values.push_back(c == '.' ? 0.0F : static_cast<float>(c - '0'));
  return heat;
}

TEST(HeatBoxTest, IsTheTightBoxOfTheLargestPart) {
  EXPECT_EQ(heat_box(drawn({"9.....",  //
                            "...11.",  //
                            "9...1."}),
                     0, 0.1),
            (Box{3, 1, 5, 3}));
}

TEST(HeatBoxTest, CornersConnect) {
  EXPECT_EQ(heat_box(drawn({"9....",  //
                            ".9...",  //
                            "...99"})),
            (Box{0, 0, 2, 2}));
  EXPECT_EQ(heat_box(drawn({"..9",  //
                            ".9.",  //
                            "9.."})),
            (Box{0, 0, 3, 3}));
}

// 0.5 of the maximum 8 is 4, and 4 itself is in.
TEST(HeatBoxTest, TheThresholdIsAShareOfTheMaximumAndBelongsToIt) {
  EXPECT_EQ(heat_box(drawn({"3485"}), 0, 0.5), (Box{1, 0, 4, 1}));
  EXPECT_EQ(heat_box(drawn({"3485"}), 0, 0.3), (Box{0, 0, 4, 1}));
  EXPECT_EQ(heat_box(drawn({"3485"}), 0, 1), (Box{2, 0, 3, 1}));
}

TEST(HeatBoxTest, OfEqualPartsTheFirstFromTheTop) {
  EXPECT_EQ(heat_box(drawn({"...9",  //
                            "....",  //
                            "9..."})),
            (Box{3, 0, 4, 1}));
}

TEST(HeatBoxTest, IsInPixelsOfThePicture) {
  EXPECT_EQ(heat_box({{1, 1, 2, 10, 20}, {0, 1}}), (Box{11, 20, 12, 21}));
}

TEST(HeatBoxTest, TheMaximumIsThatOfTheWholeClip) {
  const FullHeat clip = {{2, 1, 2}, {1, 0, 0, 10}};
  EXPECT_FALSE(heat_box(clip, 0));
  EXPECT_EQ(heat_box(clip, 0, 0.1), (Box{0, 0, 1, 1}));
  EXPECT_EQ(heat_box(clip, 1), (Box{1, 0, 2, 1}));
}

TEST(HeatBoxTest, IsNothingWithoutHeat) { EXPECT_FALSE(heat_box(drawn({"..."}))); }

TEST(HeatBoxTest, RefusesFramesAndSharesThatAreNot) {
  const FullHeat heat = drawn({"1"});
  EXPECT_THROW((void)heat_box(heat, 1), std::invalid_argument);
  EXPECT_THROW((void)heat_box(heat, -1), std::invalid_argument);
  EXPECT_THROW((void)heat_box(heat, 0, 0), std::invalid_argument);
  EXPECT_THROW((void)heat_box(heat, 0, 1.5), std::invalid_argument);
}

// The parts by another road: labels that spread to larger neighbours until nothing changes.
Box box_by_spreading(const FullHeat& heat) {
  const int h = heat.grid.height, w = heat.grid.width;
  std::vector<int> label(heat.values.size());
  for (size_t i = 0; i < label.size(); ++i)
    label[i] = heat.values[i] > 0 ? static_cast<int>(i) : -1;
  for (bool changed = true; changed;) {
    changed = false;
    for (int a = 0; a < h * w; ++a) {
      for (int b = 0; b < h * w; ++b) {
        const bool near = std::abs(a / w - b / w) <= 1 && std::abs(a % w - b % w) <= 1;
        int& la = label[static_cast<size_t>(a)];
        const int lb = label[static_cast<size_t>(b)];
        if (!near || la < 0 || lb < 0 || lb >= la) continue;
        la = lb;
        changed = true;
      }
    }
  }
  Box best;
  int most = 0;
  for (int l = 0; l < h * w; ++l) {
    Box box{1e9, 1e9, 0, 0};
    int n = 0;
    for (int i = 0; i < h * w; ++i) {
      if (label[static_cast<size_t>(i)] != l) continue;
      ++n;
      box = {std::min(box.x0, i % w + 0.0), std::min(box.y0, i / w + 0.0),
             std::max(box.x1, i % w + 1.0), std::max(box.y1, i / w + 1.0)};
    }
    if (n > most) best = box;
    most = std::max(most, n);
  }
  return best;
}

TEST(HeatBoxTest, AgreesWithASlowerWay) {
  std::mt19937 random(11);
  for (int run = 0; run < 300; ++run) {
    FullHeat heat{{1, 5, 7}, std::vector<float>(35, 0)};
    for (float& v : heat.values) v = random() % 3 == 0 ? 1.0F : 0.0F;
    heat.values[random() % 35] = 1;
    EXPECT_EQ(heat_box(heat).value(), box_by_spreading(heat)) << "run " << run;
  }
}

}  // namespace
}  // namespace vidcam::testing
