// Trains the sample's ConvLSTM, or measures a trained one.
#include <cstdio>
#include <string>

#include "samples/arguments.h"
#include "samples/memory/memory_evaluation.h"
#include "samples/memory/memory_net.h"
#include "samples/memory/memory_training.h"
#include "samples/training/training_program.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "train_memory OUT.pt [--steps 700] [--minutes 30] [--seed 1]   trains, then measures\n"
    "train_memory --evaluate MODEL.pt [--seed 1] [--crossings 400] measures\n";

constexpr int kFrameStep = 3;  // make_crossings draws three frames a step

MemoryEvaluation report(torch::jit::Module& model, uint64_t seed, int crossings) {
  const MemoryEvaluation e = evaluate_memory(model, seed, crossings);
  std::printf("%s of %d crossings of unseen seeds right\n", percent(e.accuracy).c_str(),
              e.crossings);
  std::printf("%s of the same with their first picture throughout (chance %s)\n",
              percent(e.still_accuracy).c_str(), percent(1.0 / kWays).c_str());
  std::printf("silhouette in the next frame: intersection over union %.2f\n", e.silhouette);
  std::printf(
      "heat in the moving shape's box, step by step: grad-cam %s, in the dark %s; the box covers "
      "%s of the picture\n",
      percent(e.lit_in_box).c_str(), percent(e.dark_in_box).c_str(), percent(e.box_area).c_str());
  return e;
}

nlohmann::json card(const MemoryTrainingOptions& options, const MemoryEvaluation& e) {
  return {{"about",
           "ConvLSTM that says which way a shape moves and predicts its silhouette in the next "
           "frame; trained by samples/memory/train_memory.cpp with --steps " +
               std::to_string(options.steps) + " --seed " + std::to_string(options.seed) + "; " +
               percent(e.accuracy) + " of " + std::to_string(e.crossings) +
               " crossings of unseen seeds right"},
          {"input", input_card({kCrossingSteps, kFrameStep, MemoryNet::kHeight, MemoryNet::kWidth,
                                MemoryNet::kMean, MemoryNet::kDeviation})},
          {"output", {{"kind", "logits"}, {"index", 0}}},
          {"labels", kWayNames},
          {"layer", MemoryNet::kRecurrentLayer}};
}

int run(int count, char** words) {
  const Arguments arguments(
      count, words, {"--steps", "--minutes", "--seed", "--crossings", "--evaluate"}, {"--help"});
  return run_training(arguments, {kUsage, "--crossings", 400}, MemoryTrainingOptions{},
                      train_memory, report, card);
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_memory", vidcam::samples::run, count, words);
}
