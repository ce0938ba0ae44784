// Trains the sample's VQA network on top of the sample captioner, or measures a trained one.
#include <cstdio>
#include <stdexcept>
#include <string>

#include "samples/answers/answer_training.h"
#include "samples/arguments.h"
#include "samples/captions/caption_net.h"
#include "samples/scenes/scene_question.h"
#include "samples/training/training_program.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "train_answers OUT.pt --captioner CAPTIONER.pt [--steps 1500] [--minutes 20] [--seed 1]\n"
    "train_answers --evaluate MODEL.pt [--seed 1] [--questions 500]\n";

AnswerEvaluation report(torch::jit::Module& model, uint64_t seed, int questions) {
  const AnswerEvaluation e = evaluate_answers(model, seed, questions);
  std::printf("%s of %d answers about unseen seeds right\n", percent(e.right).c_str(), e.questions);
  std::printf(
      "Grad-CAM in the box of the thing asked about: %s, of the other thing: %s; the box covers %s "
      "of the picture\n",
      percent(e.in_box).c_str(), percent(e.in_other_box).c_str(), percent(e.box_area).c_str());
  return e;
}

nlohmann::json card(const AnswerTrainingOptions& options, const AnswerEvaluation& e) {
  return {
      {"about",
       "answers questions about a picture of two shapes; trained by "
       "samples/answers/train_answers.cpp "
       "with --steps " +
           std::to_string(options.steps) + " --seed " + std::to_string(options.seed) +
           " on the sample captioner's convolutions; " + percent(e.right) + " of " +
           std::to_string(e.questions) + " answers about unseen seeds right"},
      {"input", input_card({0, 1, CaptionNet::kSide, CaptionNet::kSide, CaptionNet::kMean,
                            CaptionNet::kDeviation})},
      {"extra_inputs",
       {{{"name", "question"}, {"kind", "bag_of_words"}, {"vocabulary", question_vocabulary()}}}},
      {"output", {{"kind", "logits"}, {"index", 0}}},
      {"labels", answers()},
      {"layer", CaptionNet::kLastLayer}};
}

int run(int count, char** words) {
  const Arguments arguments(
      count, words, {"--captioner", "--steps", "--minutes", "--seed", "--questions", "--evaluate"},
      {"--help"});
  const auto train = [&](const AnswerTrainingOptions& options) {
    if (!arguments.has("--captioner")) throw std::invalid_argument("which --captioner?");
    return train_answers(torch::jit::load(arguments.text("--captioner", "")), options);
  };
  return run_training(arguments, {kUsage, "--questions", 500}, AnswerTrainingOptions{}, train,
                      report, card);
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_answers", vidcam::samples::run, count, words);
}
