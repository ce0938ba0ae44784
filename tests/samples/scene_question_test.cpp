#include "samples/scenes/scene_question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace vidcam::samples {
namespace {

using ::testing::Contains;

std::string color_of(const StillScene::Thing& thing) {
  return kColorNames[static_cast<size_t>(thing.color)];
}
std::string shape_of(const StillScene::Thing& thing) {
  return kShapeNames[static_cast<size_t>(thing.shape)];
}

bool is_there(const StillScene& scene, const std::string& color, const std::string& shape) {
  return std::any_of(scene.things().begin(), scene.things().end(), [&](const auto& thing) {
    return color_of(thing) == color && shape_of(thing) == shape;
  });
}

// The answer by the scene alone, from the question's words.
std::string truth(const StillScene& scene, const std::string& question) {
  std::string color, shape;
  for (const char* name : kColorNames)
    if (question.find(name) != std::string::npos) color = name;
  for (const char* name : kShapeNames)
    if (question.find(name) != std::string::npos) shape = name;
  if (!color.empty() && !shape.empty()) return is_there(scene, color, shape) ? "yes" : "no";
  for (const auto& thing : scene.things()) {
    if (shape_of(thing) == shape) return color_of(thing);
    if (color_of(thing) == color) return shape_of(thing);
  }
  return "";
}

TEST(SceneQuestionTest, AnswersAreTrueOfTheScene) {
  std::map<std::string, int> counts;
  for (uint64_t seed = 1; seed <= 600; ++seed) {
    const StillScene scene(seed);
    const SceneQuestion question = ask_about(scene, seed);
    ASSERT_EQ(question.answer, truth(scene, question.text)) << question.text;
    EXPECT_THAT(answers(), Contains(question.answer));
    EXPECT_EQ(question.thing < 0, question.answer == "no");
    ++counts[question.answer];
  }
  EXPECT_EQ(counts.size(), answers().size()) << "each answer is asked for";
  EXPECT_NEAR(counts["yes"], counts["no"], 40) << "the question alone does not tell";
}

TEST(SceneQuestionTest, ASeedIsTheSameQuestion) {
  EXPECT_EQ(ask_about(StillScene(7), 7).text, ask_about(StillScene(7), 7).text);
  std::set<std::string> texts;
  for (uint64_t seed = 0; seed < 50; ++seed) texts.insert(ask_about(StillScene(7), seed).text);
  EXPECT_GE(texts.size(), 8U);
}

TEST(SceneQuestionTest, ABagCountsTheVocabularysWords) {
  const auto bag = bag_of_words("is there a red square, a red one?");
  const auto& words = question_vocabulary();
  const auto count = [&](const std::string& word) {
    return bag[static_cast<size_t>(std::find(words.begin(), words.end(), word) - words.begin())];
  };
  EXPECT_EQ(count("red"), 2);
  EXPECT_EQ(count("a"), 2);
  EXPECT_EQ(count("is"), 1);
  EXPECT_EQ(count("blue"), 0);
  EXPECT_EQ(bag_of_words("where is the blue cross?")[0], 0) << "unknown words are left out";
}

}  // namespace
}  // namespace vidcam::samples
