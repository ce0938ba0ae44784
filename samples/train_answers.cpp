// Trains the sample's VQA network on top of the sample captioner, or measures a trained one.
#include <torch/csrc/jit/serialization/import.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "samples/answer_training.h"
#include "samples/arguments.h"
#include "samples/caption_net.h"
#include "samples/program.h"
#include "samples/scene_question.h"
#include "samples/schedule.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "train_answers OUT.pt --captioner CAPTIONER.pt [--steps 1500] [--minutes 20] [--seed 1]\n"
    "train_answers --evaluate MODEL.pt [--seed 1] [--questions 500]\n";

AnswerEvaluation report(torch::jit::Module& model, uint64_t seed, int questions) {
  const AnswerEvaluation e = evaluate_answers(model, seed, questions);
  std::printf("%.1f %% of %d answers about unseen seeds right\n", 100 * e.right, e.questions);
  std::printf(
      "Grad-CAM in the box of the thing asked about: %.1f %%, of the other thing: %.1f %%; the box "
      "covers %.1f %% of the picture\n",
      100 * e.in_box, 100 * e.in_other_box, 100 * e.box_area);
  return e;
}

nlohmann::json card(const AnswerTrainingOptions& options, const AnswerEvaluation& e) {
  const auto three = [](double v) { return nlohmann::json{v, v, v}; };
  char right[32];
  std::snprintf(right, sizeof(right), "%.1f %% of %d", 100 * e.right, e.questions);
  return {
      {"about",
       "answers questions about a picture of two shapes; trained by samples/train_answers.cpp "
       "with --steps " +
           std::to_string(options.steps) + " --seed " + std::to_string(options.seed) +
           " on the sample captioner's convolutions; " + right +
           " answers about unseen seeds right"},
      {"input",
       {{"layout", "NCHW"},
        {"height", CaptionNet::kSide},
        {"width", CaptionNet::kSide},
        {"channels", "RGB"},
        {"range", {0, 1}},
        {"mean", three(CaptionNet::kMean)},
        {"std", three(CaptionNet::kDeviation)},
        {"resize",
         {{"mode", "stretch"}, {"height", CaptionNet::kSide}, {"width", CaptionNet::kSide}}},
        {"crop", "none"}}},
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
  std::ofstream out(path.substr(0, path.rfind('.')) + ".json");
  out << card(options, e).dump(2) << "\n";
  if (!out.flush()) throw std::runtime_error("cannot write the model card beside " + path);
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
