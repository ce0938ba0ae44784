#include "samples/scenes/scene_question.h"

#include <algorithm>
#include <sstream>

#include "samples/scenes/random.h"

namespace vidcam::samples {
namespace {

using Words = std::vector<std::string>;

std::string color_of(const StillScene::Thing& thing) {
  return kColorNames[static_cast<size_t>(thing.color)];
}
std::string shape_of(const StillScene::Thing& thing) {
  return kShapeNames[static_cast<size_t>(thing.shape)];
}

// A word of the list other than both.
template <size_t N>
std::string other_than(const std::array<const char*, N>& names, const std::string& a,
                       const std::string& b, Random& random) {
  Words left;
  for (const char* name : names)
    if (name != a && name != b) left.emplace_back(name);
  return left[static_cast<size_t>(random.below(static_cast<int>(left.size())))];
}

SceneQuestion is_there(const StillScene& scene, int which, Random& random) {
  const auto& things = scene.things();
  const auto& thing = things[static_cast<size_t>(which)];
  const auto& rest = things[static_cast<size_t>(1 - which)];
  std::string color = color_of(thing), shape = shape_of(thing);
  const int kind = random.below(6);
  const bool yes = kind < 3;
  if (kind == 3) color = other_than(kColorNames, color, color_of(rest), random);
  if (kind == 4) shape = other_than(kShapeNames, shape, shape_of(rest), random);
  if (kind == 5) color = color_of(rest);  // both words are right, but of two things
  return {"is there a " + color + " " + shape + "?", yes ? "yes" : "no", yes ? which : -1};
}

// Words in lower case, without punctuation.
Words words_of(const std::string& text) {
  Words words;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    std::erase_if(word, [](char c) { return c == '?'; });
    words.push_back(word);
  }
  return words;
}

Words with_names(Words words) {
  words.insert(words.end(), kColorNames.begin(), kColorNames.end());
  words.insert(words.end(), kShapeNames.begin(), kShapeNames.end());
  return words;
}

}  // namespace

const Words& answers() {
  static const Words kAll = [] {
    Words words = with_names({});
    words.insert(words.end(), {"yes", "no"});
    return words;
  }();
  return kAll;
}

const Words& question_vocabulary() {
  static const Words kAll = with_names({"what", "color", "is", "the", "shape", "there", "a"});
  return kAll;
}

SceneQuestion ask_about(const StillScene& scene, uint64_t seed) {
  Random random(seed ^ 0x5175657374696F6EU);
  const int which = random.below(2);
  const auto& thing = scene.things()[static_cast<size_t>(which)];
  const int kind = random.below(3);
  if (kind == 0) return {"what color is the " + shape_of(thing) + "?", color_of(thing), which};
  if (kind == 1) return {"what shape is " + color_of(thing) + "?", shape_of(thing), which};
  return is_there(scene, which, random);
}

std::vector<float> bag_of_words(const std::string& text) {
  const Words& all = question_vocabulary();
  std::vector<float> bag(all.size(), 0.0F);
  for (const std::string& word : words_of(text)) {
    const auto found = std::find(all.begin(), all.end(), word);
    if (found != all.end()) bag[static_cast<size_t>(found - all.begin())] += 1;
  }
  return bag;
}

}  // namespace vidcam::samples
