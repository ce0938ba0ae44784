// Trains the sample's VQA network on top of the sample captioner, or measures a trained one.
#include <torch/csrc/jit/serialization/import.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "samples/answer_training.h"
#include "samples/arguments.h"
#include "samples/caption_net.h"
#include "samples/program.h"
#include "samples/scene_question.h"
#include "samples/schedule.h"
#include "samples/trained_card.h"

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
       "answers questions about a picture of two shapes; trained by samples/train_answers.cpp "
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

void train(const Arguments& arguments, const std::string& path) {
  AnswerTrainingOptions options;
  options.steps = arguments.integer("--steps", options.steps);
  options.minutes = arguments.number("--minutes", options.minutes);
  options.seed = static_cast<uint64_t>(arguments.integer("--seed", 1));
  if (!arguments.has("--captioner")) throw std::invalid_argument("which --captioner?");
  torch::jit::Module model =
      train_answers(torch::jit::load(arguments.text("--captioner", "")), options);
  model.save(path);
  const AnswerEvaluation e = report(model, 1, arguments.integer("--questions", 500));
  write_card(path, card(options, e));
}

int run(int count, char** words) {
  keep_freed_memory();
  const Arguments arguments(
      count, words, {"--captioner", "--steps", "--minutes", "--seed", "--questions", "--evaluate"},
      {"--help"});
  if (arguments.has("--evaluate")) {
    torch::jit::Module model = torch::jit::load(arguments.text("--evaluate", ""));
    report(model, static_cast<uint64_t>(arguments.integer("--seed", 1)),
           arguments.integer("--questions", 500));
    return 0;
  }
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  train(arguments, arguments.plain()[0]);
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_answers", vidcam::samples::run, count, words);
}
