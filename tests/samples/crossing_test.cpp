#include "samples/scenes/crossing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "samples/scenes/shapes.h"

namespace vidcam::samples {
namespace {

constexpr int kWidth = 160, kHeight = 120;

std::vector<uint8_t> picture(const Crossing& crossing, double step) {
  std::vector<uint8_t> rgb(size_t{kWidth} * kHeight * 3);
  crossing.render(step, kWidth, kHeight, rgb);
  return rgb;
}

std::vector<float> silhouette(const Crossing& crossing, double step) {
  std::vector<float> mask(size_t{kWidth} * kHeight);
  crossing.silhouette(step, kWidth, kHeight, mask);
  return mask;
}

TEST(CrossingTest, TheShapeGoesItsWayEvenlyAndStaysInThePicture) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    for (int way = 0; way < kWays; ++way) {
      const Crossing crossing(seed, way);
      const Pose a = crossing.pose(0), b = crossing.pose(8), c = crossing.pose(16);
      EXPECT_NEAR(c.x - b.x, b.x - a.x, 1e-12);
      EXPECT_NEAR(c.y - b.y, b.y - a.y, 1e-12);
      const double along = way < 2 ? c.x - a.x : c.y - a.y,
                   across = way < 2 ? c.y - a.y : c.x - a.x;
      EXPECT_GT(way % 2 == 0 ? -along : along, 2 * std::abs(across)) << seed << " " << way;
      for (const Pose& p : {a, c}) {
        EXPECT_GT(std::min({p.x, p.y, kWorldWidth - p.x, 1 - p.y}), 0.79 * p.radius) << seed;
      }
    }
  }
}

TEST(CrossingTest, TheLightGoesOutOnceAndAllIsBlackThen) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    const Crossing crossing(seed, 1);
    int dark = 0, changes = 0;
    for (int t = 0; t < kCrossingSteps; ++t) {
      dark += crossing.dark(t) ? 1 : 0;
      changes += t > 0 && crossing.dark(t) != crossing.dark(t - 1) ? 1 : 0;
      const auto rgb = picture(crossing, t);
      EXPECT_EQ(crossing.dark(t), *std::max_element(rgb.begin(), rgb.end()) == 0);
    }
    EXPECT_FALSE(crossing.dark(0) || crossing.dark(1) || crossing.dark(kCrossingSteps));
    EXPECT_GE(dark, 1);
    EXPECT_LE(dark, 8);
    EXPECT_LE(changes, 2);
  }
}

// What changes from one picture to another lies in both silhouettes, but for their soft edges.
TEST(CrossingTest, SilhouettesAndBoxesAreWhereThePictureMoves) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const Crossing crossing(seed, static_cast<int>(seed % kWays));
    const auto a = picture(crossing, 0), b = picture(crossing, 1);
    const auto before = silhouette(crossing, 0), after = silhouette(crossing, 1);
    const Box box = crossing.box(0, kWidth, kHeight);
    const auto near = [&](int x, int y) {
      for (int i = -1; i <= 1; ++i)
        for (int j = -1; j <= 1; ++j) {
          const int at =
              std::clamp(y + i, 0, kHeight - 1) * kWidth + std::clamp(x + j, 0, kWidth - 1);
          if (before[static_cast<size_t>(at)] + after[static_cast<size_t>(at)] > 0) return true;
        }
      return false;
    };
    int moved = 0;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const auto i = static_cast<size_t>(y * kWidth + x);
        const bool differs = !std::equal(&a[3 * i], &a[3 * i] + 3, &b[3 * i]);
        moved += differs ? 1 : 0;
        if (differs) {
          EXPECT_TRUE(near(x, y)) << seed << ": " << x << ", " << y;
        }
        if (before[i] > 0) {
          EXPECT_TRUE(x + 1 > box.x0 && x < box.x1 && y + 1 > box.y0 && y < box.y1) << seed;
        }
      }
    }
    EXPECT_GT(moved, 100) << seed;
  }
}

TEST(CrossingTest, ASeedIsTheSameSceneOnEveryMachine) {
  EXPECT_EQ(picture(Crossing(7, 2), 1), picture(Crossing(7, 2), 1));
  EXPECT_NE(picture(Crossing(7, 2), 1), picture(Crossing(8, 2), 1));
  // Written down once.
  EXPECT_NEAR(Crossing(42, 1).pose(0).radius, 0.123607836770724, 1e-12);
}

TEST(CrossingTest, WhatCannotBeIsRefused) {
  EXPECT_THROW(Crossing(1, -1), std::invalid_argument);
  EXPECT_THROW(Crossing(1, kWays), std::invalid_argument);
  std::vector<uint8_t> small(10);
  EXPECT_THROW(Crossing(1, 0).render(0, kWidth, kHeight, small), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::samples
