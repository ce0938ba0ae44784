#include "samples/scenes/shapes.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace vidcam::samples {
namespace {

enum Track : size_t { X, Y, Size, Angle, Wobble };

constexpr double kTurn = 2 * std::numbers::pi;

// Which track an action lets run, and whether backwards.
struct Drive {
  Track track;
  bool backwards;
};

Drive drive_of(Action action) {
  switch (action) {
    case Action::Left:
      return {X, true};
    case Action::Right:
      return {X, false};
    case Action::Up:
      return {Y, true};
    case Action::Down:
      return {Y, false};
    case Action::Grow:
      return {Size, false};
    case Action::Shrink:
      return {Size, true};
    case Action::Spin:
      return {Angle, false};
    case Action::Oscillate:
      break;
  }
  return {Wobble, false};
}

// Phase of a running track: grows evenly, and is one half in the middle of the video.
double running(double frame, int frames) {
  return 0.5 + (frame + 0.5 - 0.5 * frames) / kMostFrames;
}

double distance(const Pose& a, const Pose& b) { return std::hypot(a.x - b.x, a.y - b.y); }

}  // namespace

Action action_from_name(const std::string& name) {
  const auto found = std::find(kActionNames.begin(), kActionNames.end(), name);
  if (found != kActionNames.end()) return static_cast<Action>(found - kActionNames.begin());
  std::string known;
  for (const char* each : kActionNames) known += std::string(" ") + each;
  throw std::invalid_argument("no action '" + name + "'; there are:" + known);
}

Scene::Scene(uint64_t seed, Action action, int frames)
    : seed_(seed), action_(action), frames_(frames) {
  if (frames < 1 || frames > kMostFrames) {
    throw std::invalid_argument("a scene has 1 to " + std::to_string(kMostFrames) +
                                " frames, not " + std::to_string(frames));
  }
  Random random(seed);
  wall_ = Texture::background(random);
  wall_origin_ = {random.between(0, 4), random.between(0, 4)};
  const double heading = random.between(0, kTurn);
  const double speed = random.between(0, 0.0015);
  wall_speed_ = {speed * std::cos(heading), speed * std::sin(heading)};
  actor_.outline = random_outline(random);
  actor_.texture = Texture::surface(random);
  middle_radius_ = random.between(0.12, 0.155);
  growth_ = random.between(2.3, 3.0);
  travel_x_ = random.between(0.5, 0.75);
  travel_y_ = random.between(0.42, 0.6);
  // The whole of every track stays in the picture but for a corner of a large shape.
  const double margin = middle_radius_ * 1.05;
  const double reach_x = 0.5 * travel_x_ + margin;
  const double reach_y = 0.5 * travel_y_ + margin;
  centre_ = {random.between(reach_x, kWorldWidth - reach_x),
             random.between(std::min(reach_y, 0.45), std::max(1 - reach_y, 0.55))};
  first_angle_ = random.between(0, kTurn);
  turn_ = (random.coin() ? 1 : -1) * kMostFrames * random.between(0.07, 0.12);
  const double direction = random.between(0, kTurn);
  const double amplitude = random.between(0.035, 0.055);
  wobble_ = {amplitude * std::cos(direction), amplitude * std::sin(direction)};
  wobble_period_ = random.between(11, 15);
  for (double& each : frozen_) each = running(random.below(frames), frames);
  frozen_[Wobble] = random.unit();
  add_distractors(random);
}

void Scene::add_distractors(Random& random) {
  const int wanted = 1 + random.below(3);
  for (int tries = 0; tries < 40 && static_cast<int>(distractors_.size()) < wanted; ++tries) {
    Distractor d;
    d.sprite = {random_outline(random), Texture::surface(random)};
    d.pose = {random.between(0.05, kWorldWidth - 0.05), random.between(0.05, 0.95),
              random.between(0.07, 0.2), random.between(0, kTurn)};
    d.habit = static_cast<Distractor::Habit>(random.below(3));
    d.rate = random.between(0.05, 0.15);
    if (is_free(d.pose)) distractors_.push_back(d);
  }
}

// Whether a shape keeps clear of the other distractors and of wherever the actor might be with any
// action: if only its true path were kept clear, the gap would give the action away in one frame.
bool Scene::is_free(const Pose& pose) const {
  for (int action = 0; action < kActions; ++action) {
    for (int frame = 0; frame < frames_; frame += 3) {
      const Pose actor = this->pose(static_cast<Action>(action), frame);
      if (distance(pose, actor) < 0.9 * (pose.radius + actor.radius)) return false;
    }
  }
  return std::none_of(distractors_.begin(), distractors_.end(), [&](const Distractor& other) {
    return distance(pose, other.pose) < 0.8 * (pose.radius + other.pose.radius);
  });
}

double Scene::phase(Action action, size_t track, int frame) const {
  const Drive drive = drive_of(action);
  if (drive.track != track) return frozen_[track];
  if (track == Wobble) return frozen_[Wobble] + frame / wobble_period_;
  return running(drive.backwards ? frames_ - 1 - frame : frame, frames_);
}

Pose Scene::pose(Action action, int frame) const {
  const double swing = std::sin(kTurn * phase(action, Wobble, frame));
  return {centre_.x + travel_x_ * (phase(action, X, frame) - 0.5) + swing * wobble_.x,
          centre_.y + travel_y_ * (phase(action, Y, frame) - 0.5) + swing * wobble_.y,
          middle_radius_ * std::pow(growth_, phase(action, Size, frame) - 0.5),
          first_angle_ + turn_ * phase(action, Angle, frame)};
}

Box Scene::box(int frame, int width, int height) const {
  return box_of(actor_.outline, pose(frame), {{}, width, height, kWorldWidth});
}

void Scene::render(int frame, int width, int height, std::span<uint8_t> rgb,
                   double pixel_share) const {
  const Canvas canvas{rgb, width, height, kWorldWidth, pixel_share};
  paint_wall(canvas, wall_,
             {wall_origin_.x + wall_speed_.x * frame, wall_origin_.y + wall_speed_.y * frame});
  // Trembling is noise of its own for every frame, so that no order of frames is in it.
  Random noise(seed_ * 1000003 + static_cast<uint64_t>(frame) + 1);
  for (const Distractor& d : distractors_) {
    Pose at = d.pose;
    double gain = 1;
    if (d.habit == Distractor::Habit::Flicker)
      gain = 1 + 0.3 * std::sin(2 * std::numbers::pi * d.rate * frame);
    if (d.habit == Distractor::Habit::Tremble) {
      at.x += noise.between(-0.006, 0.006);
      at.y += noise.between(-0.006, 0.006);
    }
    paint_sprite(canvas, d.sprite, at, gain);
  }
  paint_sprite(canvas, actor_, pose(frame));
}

}  // namespace vidcam::samples
