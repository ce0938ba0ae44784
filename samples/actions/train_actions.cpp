// Trains the sample's action network, or measures a trained one.
#include <cstdio>
#include <string>

#include "samples/actions/action_card.h"
#include "samples/actions/evaluation.h"
#include "samples/actions/training.h"
#include "samples/arguments.h"
#include "samples/training/training_program.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "train_actions OUT.pt [--steps 700] [--minutes 30] [--seed 1] [--depth 5] [--still]\n"
    "    trains, then measures\n"
    "train_actions --evaluate MODEL.pt [--seed 1] [--clips 400]\n"
    "    measures\n"
    "--depth: with only the first so many convolutions\n"
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

int run(int count, char** words) {
  const Arguments arguments(count, words,
                            {"--steps", "--minutes", "--seed", "--clips", "--evaluate", "--depth"},
                            {"--still", "--help"});
  TrainingOptions options;
  options.depth = arguments.integer("--depth", options.depth);
  options.still = arguments.has("--still");
  return run_training(arguments, {kUsage, "--clips", 400}, options, train_actions, report,
                      action_card);
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_actions", vidcam::samples::run, count, words);
}
