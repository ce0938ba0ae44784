#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "samples/scenes/still_scene.h"

// Questions about still scenes, each with one answer: "what color is the square?", "what shape is
// red?", "is there a red square?".
namespace vidcam::samples {

struct SceneQuestion {
  std::string text;
  std::string answer;  // of answers()
  int thing = -1;      // of the scene, that the answer rests on; -1: none (a "no")
};

// Every answer there is: colours, shapes, yes, no.
[[nodiscard]] const std::vector<std::string>& answers();

// Every word of the questions, once, as a bag of words counts them.
[[nodiscard]] const std::vector<std::string>& question_vocabulary();

// A question about the scene; the same one for the same seed. Half of the questions for a pair of
// words name a thing that is there, and what is not there shares its colour or its shape with one
// that is.
[[nodiscard]] SceneQuestion ask_about(const StillScene& scene, uint64_t seed);

// [question_vocabulary().size()]: how often each word stands in the text.
[[nodiscard]] std::vector<float> bag_of_words(const std::string& text);

}  // namespace vidcam::samples
