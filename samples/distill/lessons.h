#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <string>
#include <vector>

#include "explain3d/explainer.h"
#include "samples/training/scene_pictures.h"
#include "samples/training/schedule.h"

// What there is to learn of still scenes, and what a trained network says of it.
namespace vidcam::samples {

// The class of a scene: the colours of its larger and its smaller thing, "red over blue". Two
// things never have one colour, so that 30 of the 36 names are used.
[[nodiscard]] const std::vector<std::string>& scene_classes();

// Pictures as SceneNet wants them.
struct Lesson {
  std::vector<StillScene> scenes;
  at::Tensor pictures;
  at::Tensor classes;  // int64 [N]
};

// Scenes first_seed, first_seed + 1 ... rough: as a camera and a codec leave them (roughen.h).
[[nodiscard]] Lesson draw_lesson(uint64_t first_seed, int count, bool rough = false);

// Where the pictures of a student's seed begin, clear of all that a teacher was trained on.
[[nodiscard]] constexpr uint64_t first_lesson_seed(uint64_t seed) {
  return kFirstTrainingSeed * (1 + seed) + kFirstTrainingSeed / 2;
}

// What an exported SceneNet says of pictures, off the tape: logits [N, classes], and for each
// method the map of each picture's true class, [N, 12, 12].
struct Answers {
  at::Tensor logits;
  std::vector<at::Tensor> maps;
};
[[nodiscard]] Answers answers_of(const torch::jit::Module& net, const Lesson& lesson,
                                 const std::vector<const Explainer*>& methods);

// [N]: of each picture the score of its class.
[[nodiscard]] at::Tensor scores_of(const at::Tensor& logits, const at::Tensor& classes);

}  // namespace vidcam::samples
