// The committed VQA network on scenes it was not trained with.
#include <gtest/gtest.h>
#include <torch/csrc/jit/serialization/import.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "samples/answers/answer_training.h"
#include "samples/captions/caption_net.h"
#include "samples/scenes/scene_question.h"

namespace vidcam::samples {
namespace {

const std::string kModel = std::string(VIDCAM_SOURCE_DIR) + "/samples/models/answers_cnn";

TEST(SampleAnswersTest, AnswersAboutUnseenScenesAndLooksAtWhatIsAskedAbout) {
  torch::jit::Module model = torch::jit::load(kModel + ".pt");
  const AnswerEvaluation e = evaluate_answers(model, 5000, 200);
  EXPECT_GE(e.right, 0.9);
  EXPECT_GE(e.in_box, 4 * e.box_area);
  EXPECT_GE(e.in_box, 1.5 * e.in_other_box);
}

TEST(SampleAnswersTest, IsSmall) {
  EXPECT_LT(std::filesystem::file_size(kModel + ".pt"), 1'000'000U);
}

TEST(SampleAnswersTest, ItsCardHasTheWordsOfItsQuestionsAndAnswers) {
  std::ifstream in(kModel + ".json");
  const auto card = nlohmann::json::parse(in);
  EXPECT_EQ(card.at("labels").get<std::vector<std::string>>(), answers());
  const auto& question = card.at("extra_inputs").at(0);
  EXPECT_EQ(question.at("kind"), "bag_of_words");
  EXPECT_EQ(question.at("vocabulary").get<std::vector<std::string>>(), question_vocabulary());
  EXPECT_EQ(card.at("layer"), CaptionNet::kLastLayer);
}

}  // namespace
}  // namespace vidcam::samples
