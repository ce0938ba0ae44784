#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/base/box.h"
#include "samples/scenes/sprite.h"

// Still scenes with a caption: "a red square above a blue circle". The same wherever they are
// drawn, named by a seed.
//
// [Note: One caption for a picture] The larger shape is named first; sizes are areas and never
// near each other. Where one lies from the other is never near a diagonal. So every picture has
// exactly one caption. The two differ in colour and in shape, so that each of these words belongs
// to one of them.
namespace vidcam::samples {

inline constexpr std::array<const char*, 6> kColorNames{"red",  "yellow", "green",
                                                        "cyan", "blue",   "magenta"};
inline constexpr std::array<const char*, 4> kShapeNames{"circle", "square", "triangle", "cross"};
inline constexpr std::array<const char*, 4> kRelationNames{"above", "below", "left of", "right of"};

// Two textured shapes, neither touching the other, before a textured wall. Const after
// construction; may be drawn from several threads.
class StillScene {
 public:
  explicit StillScene(uint64_t seed);

  struct Thing {
    int color = 0;  // of kColorNames
    int shape = 0;  // of kShapeNames
    Sprite sprite;
    Pose pose;  // the world is square
  };
  // In the caption's order.
  [[nodiscard]] const std::array<Thing, 2>& things() const { return things_; }

  // The caption, word by word: 7, or 8 with "left of" and "right of".
  [[nodiscard]] std::vector<std::string> words() const;
  [[nodiscard]] std::string caption() const;
  // The places among words() of a thing's colour and of its shape.
  [[nodiscard]] std::array<size_t, 2> word_places(size_t thing) const;

  // The tight box of a thing in a width x height picture.
  [[nodiscard]] Box box(size_t thing, int width, int height) const;

  // rgb: [height, width, 3], filled; throws std::invalid_argument where it has another size. The
  // picture shows the whole square world, stretched if need be. pixel_share: as in Canvas.
  void render(int width, int height, std::span<uint8_t> rgb, double pixel_share = 1) const;

 private:
  void place(Random& random);

  std::array<Thing, 2> things_;
  int relation_ = 0;  // of kRelationNames: of the first to the second
  Texture wall_;
  Vec wall_origin_;
};

}  // namespace vidcam::samples
