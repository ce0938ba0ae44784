// Trains the sample's ConvLSTM, or measures a trained one.
#include <torch/csrc/jit/serialization/import.h>

#include <cstdio>
#include <string>

#include "samples/arguments.h"
#include "samples/memory_evaluation.h"
#include "samples/memory_net.h"
#include "samples/memory_training.h"
#include "samples/program.h"
#include "samples/schedule.h"
#include "samples/trained_card.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "train_memory OUT.pt [--steps 700] [--minutes 30] [--seed 1]   trains, then measures\n"
    "train_memory --evaluate MODEL.pt [--seed 1] [--crossings 400] measures\n";

constexpr int kFrameStep = 3;  // make_crossings draws three frames a step

MemoryEvaluation report(torch::jit::Module& model, const Arguments& arguments, uint64_t seed) {
  const MemoryEvaluation e = evaluate_memory(model, seed, arguments.integer("--crossings", 400));
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
           "frame; trained by samples/train_memory.cpp with --steps " +
               std::to_string(options.steps) + " --seed " + std::to_string(options.seed) + "; " +
               percent(e.accuracy) + " of " + std::to_string(e.crossings) +
               " crossings of unseen seeds right"},
          {"input", input_card({kCrossingSteps, kFrameStep, MemoryNet::kHeight, MemoryNet::kWidth,
                                MemoryNet::kMean, MemoryNet::kDeviation})},
          {"output", {{"kind", "logits"}, {"index", 0}}},
          {"labels", kWayNames},
          {"layer", MemoryNet::kRecurrentLayer}};
}

void train(const Arguments& arguments, const std::string& path) {
  MemoryTrainingOptions options;
  options.steps = arguments.integer("--steps", options.steps);
  options.minutes = arguments.number("--minutes", options.minutes);
  options.seed = static_cast<uint64_t>(arguments.integer("--seed", 1));
  torch::jit::Module model = train_memory(options);
  model.save(path);
  write_card(path, card(options, report(model, arguments, 1)));
}

int run(int count, char** words) {
  keep_freed_memory();
  const Arguments arguments(
      count, words, {"--steps", "--minutes", "--seed", "--crossings", "--evaluate"}, {"--help"});
  if (arguments.has("--evaluate")) {
    torch::jit::Module model = torch::jit::load(arguments.text("--evaluate", ""));
    report(model, arguments, static_cast<uint64_t>(arguments.integer("--seed", 1)));
    return 0;
  }
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  train(arguments, arguments.plain()[0]);
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_memory", vidcam::samples::run, count, words);
}
