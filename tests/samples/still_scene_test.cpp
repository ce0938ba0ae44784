#include "samples/scenes/still_scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "samples/scenes/caption_words.h"

namespace vidcam::samples {
namespace {

constexpr int kSide = 192;

std::vector<uint8_t> picture(const StillScene& scene) {
  std::vector<uint8_t> rgb(size_t{kSide} * kSide * 3);
  scene.render(kSide, kSide, rgb);
  return rgb;
}

// What the eye would say of a picture, from its pixels alone.
struct Seen {
  int pixels = 0;
  double x = 0, y = 0;      // the mean of the pixels
  double reach = 0;         // from there to the farthest
  double inner_filled = 0;  // share of the disc of 0.68 of that reach
  Box box{kSide, kSide, 0, 0};
};

// In 0..5, nearest to one of kColorNames; -1 where a wall could be so pale.
int color_seen(const uint8_t* p) {
  const double r = p[0], g = p[1], b = p[2];
  const double most = std::max({r, g, b}), least = std::min({r, g, b});
  if (most < 60 || least > 0.36 * most) return -1;
  double sixth = (b - r) / (most - least) + 2;
  if (most == r) sixth = (g - b) / (most - least);
  if (most == b) sixth = (r - g) / (most - least) + 4;
  return static_cast<int>(std::lround(sixth + 6)) % 6;
}

// Which pixels are of the colour, two by two at least: at the edge of a shape one row of pixels may
// mix its colour and the wall's to a third.
std::vector<bool> pixels_of(int color, const std::vector<uint8_t>& rgb) {
  std::vector<bool> like(size_t{kSide} * kSide), all(like.size());
  for (size_t i = 0; i < like.size(); ++i) like[i] = color_seen(&rgb[i * 3]) == color;
  for (size_t i = 0; i + kSide + 1 < like.size(); ++i) {
    const std::array<size_t, 4> block{i, i + 1, i + kSide, i + kSide + 1};
    if (i % kSide + 1 == kSide) continue;
    if (std::all_of(block.begin(), block.end(), [&](size_t j) { return like[j]; }))
      for (const size_t j : block) all[j] = true;
  }
  return all;
}

Seen look_for(int color, const std::vector<uint8_t>& rgb) {
  Seen seen;
  const std::vector<bool> like = pixels_of(color, rgb);
  std::vector<Vec> places;
  for (int i = 0; i < kSide * kSide; ++i) {
    if (!like[static_cast<size_t>(i)]) continue;
    const Vec at{i % kSide + 0.5, i / kSide + 0.5};
    places.push_back(at);
    seen.x += at.x;
    seen.y += at.y;
    seen.box = {std::min(seen.box.x0, at.x - 0.5), std::min(seen.box.y0, at.y - 0.5),
                std::max(seen.box.x1, at.x + 0.5), std::max(seen.box.y1, at.y + 0.5)};
  }
  seen.pixels = static_cast<int>(places.size());
  seen.x /= seen.pixels;
  seen.y /= seen.pixels;
  const auto distance = [&](const Vec& v) { return std::hypot(v.x - seen.x, v.y - seen.y); };
  for (const Vec& v : places) seen.reach = std::max(seen.reach, distance(v) + 0.5);
  const double inner = 0.68 * seen.reach;
  const auto within = std::count_if(places.begin(), places.end(),
                                    [&](const Vec& v) { return distance(v) < inner; });
  seen.inner_filled = static_cast<double>(within) / (std::numbers::pi * inner * inner);
  return seen;
}

// Of the disc around it a circle fills all, a square 64 %, a cross 65 % but with gaps near its
// middle, a triangle 41 %.
std::string shape_seen(const Seen& seen) {
  const double filled = seen.pixels / (std::numbers::pi * seen.reach * seen.reach);
  if (filled > 0.82) return "circle";
  if (filled < 0.5) return "triangle";
  return seen.inner_filled > 0.94 ? "square" : "cross";
}

std::string relation_seen(const Seen& a, const Seen& b) {
  if (std::abs(a.x - b.x) < std::abs(a.y - b.y)) return a.y < b.y ? "above" : "below";
  return a.x < b.x ? "left of" : "right of";
}

// The captions are read off the pictures again, by rules that know nothing of how they were drawn.
TEST(StillSceneTest, CaptionsSayWhatThePicturesShow) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const StillScene scene(seed);
    const auto rgb = picture(scene);
    std::vector<int> colors{0, 1, 2, 3, 4, 5};
    std::vector<Seen> seen;
    for (const int color : colors) seen.push_back(look_for(color, rgb));
    std::sort(colors.begin(), colors.end(), [&](int a, int b) {
      return seen[static_cast<size_t>(a)].pixels > seen[static_cast<size_t>(b)].pixels;
    });
    const auto first = static_cast<size_t>(colors[0]), second = static_cast<size_t>(colors[1]);
    EXPECT_EQ(scene.caption(), std::string("a ") + kColorNames[first] + " " +
                                   shape_seen(seen[first]) + " " +
                                   relation_seen(seen[first], seen[second]) + " a " +
                                   kColorNames[second] + " " + shape_seen(seen[second]))
        << "seed " << seed;
  }
}

TEST(StillSceneTest, BoxesAreTightAroundTheShapesAndInThePicture) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    const StillScene scene(seed);
    const auto rgb = picture(scene);
    for (size_t thing = 0; thing < 2; ++thing) {
      const Box box = scene.box(thing, kSide, kSide);
      const Box seen = look_for(scene.things()[thing].color, rgb).box;
      // A sharp corner covers little of its last pixels.
      EXPECT_NEAR(box.x0, seen.x0, 4) << "seed " << seed;
      EXPECT_NEAR(box.y0, seen.y0, 4) << "seed " << seed;
      EXPECT_NEAR(box.x1, seen.x1, 4) << "seed " << seed;
      EXPECT_NEAR(box.y1, seen.y1, 4) << "seed " << seed;
      const Box half = scene.box(thing, kSide / 2, kSide);
      EXPECT_NEAR(half.x1, box.x1 / 2, 1e-9);
      EXPECT_NEAR(half.y1, box.y1, 1e-9);
    }
  }
}

TEST(StillSceneTest, WordPlacesAreThoseOfColourAndShape) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const StillScene scene(seed);
    const auto words = scene.words();
    EXPECT_EQ(words.size(), scene.caption().find(" of ") == std::string::npos ? 7U : 8U);
    for (size_t thing = 0; thing < 2; ++thing) {
      const auto places = scene.word_places(thing);
      const StillScene::Thing& named = scene.things()[thing];
      EXPECT_EQ(words.at(places[0]), kColorNames[static_cast<size_t>(named.color)]);
      EXPECT_EQ(words.at(places[1]), kShapeNames[static_cast<size_t>(named.shape)]);
    }
  }
}

TEST(StillSceneTest, ASeedIsAlwaysTheSameScene) {
  EXPECT_EQ(picture(StillScene(7)), picture(StillScene(7)));
  EXPECT_NE(picture(StillScene(7)), picture(StillScene(8)));
  // Written down once: another compiler or standard library must come to the same scene.
  EXPECT_EQ(StillScene(1).caption(), "a yellow triangle above a blue cross");
  EXPECT_NEAR(StillScene(1).box(1, 96, 96).x0, 30.33, 0.01);
}

TEST(StillSceneTest, EveryWordIsUsedAboutAsOftenAsItsLikes) {
  std::vector<int> uses(caption_vocabulary().size());
  for (uint64_t seed = 1; seed <= 1200; ++seed) {
    for (const int64_t token : caption_tokens(StillScene(seed).words()))
      ++uses[static_cast<size_t>(token)];
  }
  for (size_t i = 4; i < uses.size(); ++i) {
    const bool many = (i >= 10 && i < 14) || caption_vocabulary()[i] == "of";
    const int expected = i < 10 ? 400 : many ? 600 : 300;
    EXPECT_NEAR(uses[i], expected, 0.2 * expected) << caption_vocabulary()[i];
  }
}

TEST(StillSceneTest, ASpanOfAnotherSizeIsRefused) {
  std::vector<uint8_t> small(10);
  EXPECT_THROW(StillScene(1).render(kSide, kSide, small), std::invalid_argument);
}

TEST(CaptionWordsTest, TheVocabularyIsEachWordOnce) {
  EXPECT_THAT(caption_vocabulary(),
              testing::ElementsAre("<pad>", "<start>", "<end>", "a", "red", "yellow", "green",
                                   "cyan", "blue", "magenta", "circle", "square", "triangle",
                                   "cross", "above", "below", "left", "of", "right"));
}

TEST(CaptionWordsTest, TokensStartEndAndAreFilledUp) {
  EXPECT_THAT(caption_tokens({"a", "red", "square", "above", "a", "blue", "circle"}),
              testing::ElementsAre(1, 3, 4, 11, 14, 3, 8, 10, 2, 0));
  EXPECT_THROW((void)caption_tokens({"a", "dog"}), std::out_of_range);
  EXPECT_THROW((void)caption_tokens(std::vector<std::string>(9, "a")), std::length_error);
}

}  // namespace
}  // namespace vidcam::samples
