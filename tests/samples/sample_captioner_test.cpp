// The committed captioner on scenes it was not trained with.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/jit/serialization/import.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "samples/captions/caption_evaluation.h"
#include "samples/captions/caption_net.h"
#include "samples/scenes/caption_words.h"

namespace vidcam::samples {
namespace {

const std::string kModel = std::string(VIDCAM_SOURCE_DIR) + "/samples/models/captions_cnn_lstm";

TEST(SampleCaptionerTest, CaptionsUnseenScenesAndLooksAtWhatItNames) {
  torch::jit::Module model = torch::jit::load(kModel + ".pt");
  const CaptionEvaluation e = evaluate_captions(model, 5000, 75);
  EXPECT_GE(e.exact, 0.9);
  EXPECT_GE(e.color_in_box, 6 * e.box_area);
  EXPECT_GE(e.shape_in_box, 3 * e.box_area);
}

TEST(SampleCaptionerTest, IsSmall) {
  EXPECT_LT(std::filesystem::file_size(kModel + ".pt"), 1'000'000U);
}

TEST(SampleCaptionerTest, ItsCardNamesTheWordsOfItsScores) {
  std::ifstream in(kModel + ".json");
  const auto card = nlohmann::json::parse(in);
  const auto& caption = card.at("caption");
  EXPECT_EQ(caption.at("vocabulary").get<std::vector<std::string>>(), caption_vocabulary());
  EXPECT_EQ(caption.at("start"), kStart);
  EXPECT_EQ(caption.at("end"), kEnd);
  EXPECT_GE(caption.at("length"), kCaptionTokens - 1);
  EXPECT_EQ(card.at("layer"), CaptionNet::kLastLayer);
  EXPECT_EQ(card.at("input").at("height"), CaptionNet::kSide);
}

}  // namespace
}  // namespace vidcam::samples
