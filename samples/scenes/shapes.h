#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/base/box.h"
#include "samples/scenes/sprite.h"

// The synthetic action set: scenes that are the same wherever and whenever they are drawn, named by
// a seed.
//
// [Note: One frame cannot tell] A shape ("the actor") has five tracks: x, y, size, angle and a
// wobble. The action lets exactly one of them run; the other four stand still at a phase drawn
// evenly from those that a running track takes. So every track of a frame drawn at random has one
// and the same distribution whatever the action, and only change over time tells the action. Left
// is right backwards and shrink is grow backwards, with everything else of a seed shared.
namespace vidcam::samples {

enum class Action { Left, Right, Up, Down, Grow, Shrink, Spin, Oscillate };

inline constexpr std::array<const char*, 8> kActionNames{"left", "right",  "up",   "down",
                                                         "grow", "shrink", "spin", "oscillate"};
inline constexpr int kActions = static_cast<int>(kActionNames.size());

// Throws std::invalid_argument for an unknown name, listing the known ones.
[[nodiscard]] Action action_from_name(const std::string& name);

// A video is at most this long: then a shape that moves evenly comes to the end of the picture.
inline constexpr int kMostFrames = 60;

// In the units of a Pose: the picture is 4:3.
inline constexpr double kWorldWidth = 4.0 / 3;

// One scene: a drifting wall, up to three distractors that do none of the actions (they stand
// still, flicker, or tremble), and the actor in front of them. Const after construction; may be
// drawn from several threads.
class Scene {
 public:
  // frames: of the whole video, 1..kMostFrames; throws std::invalid_argument otherwise.
  Scene(uint64_t seed, Action action, int frames);

  [[nodiscard]] int frames() const { return frames_; }
  [[nodiscard]] Pose pose(int frame) const { return pose(action_, frame); }

  // The tight box of the actor's outline in frame f of a width x height picture, cut at its edges.
  [[nodiscard]] Box box(int frame, int width, int height) const;

  // rgb: [height, width, 3], filled; throws std::invalid_argument where it has another size. The
  // picture always shows the whole 4:3 world, stretched if need be. pixel_share: side of the square
  // that one pixel averages over shapes, in pixels; below 1 the edges are those of a picture that
  // was sampled down without a filter.
  void render(int frame, int width, int height, std::span<uint8_t> rgb,
              double pixel_share = 1) const;

 private:
  struct Distractor {
    Sprite sprite;
    Pose pose;
    enum class Habit { Still, Flicker, Tremble } habit = Habit::Still;
    double rate = 0;  // of the flicker, periods a frame
  };

  void add_distractors(Random& random);
  [[nodiscard]] bool is_free(const Pose& pose) const;
  [[nodiscard]] double phase(Action action, size_t track, int frame) const;
  [[nodiscard]] Pose pose(Action action, int frame) const;

  uint64_t seed_;
  Action action_;
  int frames_;
  Texture wall_;
  Vec wall_origin_, wall_speed_;
  Sprite actor_;
  Vec centre_;
  double travel_x_ = 0, travel_y_ = 0;  // over kMostFrames frames
  double growth_ = 1;                   // largest radius / smallest
  double middle_radius_ = 0;
  double first_angle_ = 0, turn_ = 0;  // turn_: over kMostFrames frames, either way
  Vec wobble_;                         // from the middle to the farthest point
  double wobble_period_ = 14;          // frames
  std::array<double, 5> frozen_{};     // phase of each track while it stands still
  std::vector<Distractor> distractors_;
};

}  // namespace vidcam::samples
