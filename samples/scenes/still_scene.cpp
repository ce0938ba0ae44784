#include "samples/scenes/still_scene.h"

#include <cmath>
#include <numbers>
#include <sstream>

namespace vidcam::samples {
namespace {

constexpr int kColors = static_cast<int>(kColorNames.size());
constexpr int kShapes = static_cast<int>(kShapeNames.size());
constexpr int kRelations = static_cast<int>(kRelationNames.size());
constexpr double kSlant = 25 * std::numbers::pi / 180;  // from the axis, at most

Outline outline_of(int shape) {
  switch (shape) {
    case 0:
      return polygon_outline(24);
    case 1:
      return polygon_outline(4);
    case 2:
      return polygon_outline(3);
    default:
      return cross_outline();
  }
}

// From the first thing to the second, in radians clockwise from the right as shown.
double heading_of(int relation) {
  constexpr std::array<double, kRelations> kQuarters{1, 3, 0, 2};
  return kQuarters[static_cast<size_t>(relation)] * std::numbers::pi / 2;
}

// Another one than `taken`, all others alike.
int other_than(int taken, int count, Random& random) {
  return (taken + 1 + random.below(count - 1)) % count;
}

// size: the radius of a disc of the same area.
StillScene::Thing make_thing(int color, int shape, double size, Random& random) {
  StillScene::Thing thing;
  thing.color = color;
  thing.shape = shape;
  thing.sprite.outline = outline_of(shape);
  const double hue = static_cast<double>(color) / kColors + 1 + random.between(-0.02, 0.02);
  thing.sprite.texture = Texture::tinted(random, hue - std::floor(hue));
  thing.pose.radius = size * std::sqrt(std::numbers::pi / area_of(thing.sprite.outline));
  thing.pose.angle = random.between(0, 2 * std::numbers::pi);
  return thing;
}

bool in_picture(const Pose& pose) {
  const auto fits = [&](double v) { return v >= pose.radius && v <= 1 - pose.radius; };
  return fits(pose.x) && fits(pose.y);
}

}  // namespace

StillScene::StillScene(uint64_t seed) {
  Random random(seed);
  wall_ = Texture::background(random);
  wall_origin_.x = random.between(0, 4);
  wall_origin_.y = random.between(0, 4);
  relation_ = random.below(kRelations);
  const int color = random.below(kColors), shape = random.below(kShapes);
  const int other_color = other_than(color, kColors, random);
  const int other_shape = other_than(shape, kShapes, random);
  things_[0] = make_thing(color, shape, random.between(0.13, 0.165), random);
  things_[1] = make_thing(other_color, other_shape, random.between(0.08, 0.1), random);
  place(random);
}

// Draws places until one fits. The two radii and the gap are below 0.45 together, so some do.
void StillScene::place(Random& random) {
  Pose& a = things_[0].pose;
  Pose& b = things_[1].pose;
  do {
    a.x = random.between(a.radius, 1 - a.radius);
    a.y = random.between(a.radius, 1 - a.radius);
    const double heading = heading_of(relation_) + random.between(-kSlant, kSlant);
    const double distance = a.radius + b.radius + random.between(0.02, 0.35);
    b.x = a.x + distance * std::cos(heading);
    b.y = a.y + distance * std::sin(heading);
  } while (!in_picture(b));
}

std::string StillScene::caption() const {
  const auto named = [](const Thing& thing) {
    return std::string("a ") + kColorNames[static_cast<size_t>(thing.color)] + " " +
           kShapeNames[static_cast<size_t>(thing.shape)];
  };
  return named(things_[0]) + " " + kRelationNames[static_cast<size_t>(relation_)] + " " +
         named(things_[1]);
}

std::vector<std::string> StillScene::words() const {
  std::istringstream in(caption());
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::array<size_t, 2> StillScene::word_places(size_t thing) const {
  const size_t last = thing == 0 ? 2 : words().size() - 1;
  return {last - 1, last};
}

Box StillScene::box(size_t thing, int width, int height) const {
  const Thing& t = things_.at(thing);
  return box_of(t.sprite.outline, t.pose, {{}, width, height, 1});
}

void StillScene::render(int width, int height, std::span<uint8_t> rgb, double pixel_share) const {
  const Canvas canvas{rgb, width, height, 1, pixel_share};
  paint_wall(canvas, wall_, wall_origin_);
  for (const Thing& thing : things_) paint_sprite(canvas, thing.sprite, thing.pose);
}

}  // namespace vidcam::samples
