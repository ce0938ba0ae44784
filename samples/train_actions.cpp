// Trains the sample's action network, or measures a trained one.
#include <torch/csrc/jit/serialization/import.h>

#include <cstdio>
#include <string>

#include "samples/action_net.h"
#include "samples/arguments.h"
#include "samples/evaluation.h"
#include "samples/program.h"
#include "samples/schedule.h"
#include "samples/trained_card.h"
#include "samples/training.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "train_actions OUT.pt [--steps 700] [--minutes 30] [--seed 1] [--still]   trains, then "
    "measures\n"
    "train_actions --evaluate MODEL.pt [--seed 1] [--clips 400]               measures\n"
    "--still: every clip is one frame sixteen times; shows what one frame tells (nothing)\n";

Evaluation report(torch::jit::Module& model, uint64_t seed, int clips) {
  const Evaluation e = evaluate(model, seed, clips);
  std::printf("accuracy %.3f on %d clips of unseen seeds\n", e.accuracy, e.clips);
  std::printf("accuracy %.3f on the same clips with their first frame repeated (chance %.3f)\n",
              e.still_accuracy, 1.0 / kActions);
  std::printf(
      "heat in the actor's box: grad-cam %s, grad-cam++ %s; the box covers %s of the picture\n",
      percent(e.gradcam_in_box).c_str(), percent(e.gradcam_pp_in_box).c_str(),
      percent(e.box_area).c_str());
  return e;
}

nlohmann::json card(const TrainingOptions& options, const Evaluation& e) {
  return {
      {"about",
       "C3D-style network that tells 8 motions of a shape; trained by samples/train_actions.cpp "
       "with --steps " +
           std::to_string(options.steps) + " --seed " + std::to_string(options.seed) + "; " +
           percent(e.accuracy) + " of " + std::to_string(e.clips) + " clips of unseen seeds right"},
      {"input", input_card({ActionNet::kFrames, 1, ActionNet::kHeight, ActionNet::kWidth,
                            ActionNet::kMean, ActionNet::kDeviation})},
      {"output", {{"kind", "logits"}, {"index", 0}}},
      {"labels", kActionNames},
      {"layer", ActionNet::kLastLayer}};
}

void train(const Arguments& arguments, const std::string& path) {
  TrainingOptions options;
  options.steps = arguments.integer("--steps", options.steps);
  options.minutes = arguments.number("--minutes", options.minutes);
  options.seed = static_cast<uint64_t>(arguments.integer("--seed", 1));
  options.still = arguments.has("--still");
  torch::jit::Module model = train_actions(options);
  model.save(path);
  const Evaluation e = report(model, 1, arguments.integer("--clips", 400));
  write_card(path, card(options, e));
}

int run(int count, char** words) {
  keep_freed_memory();
  const Arguments arguments(count, words,
                            {"--steps", "--minutes", "--seed", "--clips", "--evaluate"},
                            {"--still", "--help"});
  if (arguments.has("--evaluate")) {
    torch::jit::Module model = torch::jit::load(arguments.text("--evaluate", ""));
    report(model, static_cast<uint64_t>(arguments.integer("--seed", 1)),
           arguments.integer("--clips", 400));
    return 0;
  }
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  train(arguments, arguments.plain()[0]);
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_actions", vidcam::samples::run, count, words);
}
