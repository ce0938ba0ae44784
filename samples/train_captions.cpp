// Trains the sample's captioner, or measures a trained one.
#include <torch/csrc/jit/serialization/import.h>

#include <cstdio>
#include <string>

#include "samples/arguments.h"
#include "samples/caption_evaluation.h"
#include "samples/caption_net.h"
#include "samples/caption_training.h"
#include "samples/caption_words.h"
#include "samples/program.h"
#include "samples/schedule.h"
#include "samples/trained_card.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "train_captions OUT.pt [--steps 2200] [--minutes 30] [--seed 1]   trains, then measures\n"
    "train_captions --evaluate MODEL.pt [--seed 1] [--pictures 500]   measures\n";

constexpr int kCaptionLength = 12;  // of the card: where a caption that does not end is cut

CaptionEvaluation report(torch::jit::Module& model, uint64_t seed, int pictures) {
  const CaptionEvaluation e = evaluate_captions(model, seed, pictures);
  std::printf("%s of %d captions of unseen seeds right in every word\n", percent(e.exact).c_str(),
              e.pictures);
  std::printf(
      "Grad-CAM in the box of the thing named: colour words %s, shape words %s; the box covers %s "
      "of the picture\n",
      percent(e.color_in_box).c_str(), percent(e.shape_in_box).c_str(),
      percent(e.box_area).c_str());
  return e;
}

nlohmann::json card(const CaptionTrainingOptions& options, const CaptionEvaluation& e) {
  return {{"about",
           "CNN-LSTM that captions a picture of two shapes; trained by samples/train_captions.cpp "
           "with --steps " +
               std::to_string(options.steps) + " --seed " + std::to_string(options.seed) + "; " +
               percent(e.exact) + " of " + std::to_string(e.pictures) +
               " captions of unseen seeds right in every word"},
          {"input", input_card({0, 1, CaptionNet::kSide, CaptionNet::kSide, CaptionNet::kMean,
                                CaptionNet::kDeviation})},
          {"output", {{"kind", "logits"}, {"index", 0}}},
          {"caption",
           {{"vocabulary", caption_vocabulary()},
            {"start", kStart},
            {"end", kEnd},
            {"length", kCaptionLength}}},
          {"layer", CaptionNet::kLastLayer}};
}

void train(const Arguments& arguments, const std::string& path) {
  CaptionTrainingOptions options;
  options.steps = arguments.integer("--steps", options.steps);
  options.minutes = arguments.number("--minutes", options.minutes);
  options.seed = static_cast<uint64_t>(arguments.integer("--seed", 1));
  torch::jit::Module model = train_captions(options);
  model.save(path);
  const CaptionEvaluation e = report(model, 1, arguments.integer("--pictures", 500));
  write_card(path, card(options, e));
}

int run(int count, char** words) {
  keep_freed_memory();
  const Arguments arguments(
      count, words, {"--steps", "--minutes", "--seed", "--pictures", "--evaluate"}, {"--help"});
  if (arguments.has("--evaluate")) {
    torch::jit::Module model = torch::jit::load(arguments.text("--evaluate", ""));
    report(model, static_cast<uint64_t>(arguments.integer("--seed", 1)),
           arguments.integer("--pictures", 500));
    return 0;
  }
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  train(arguments, arguments.plain()[0]);
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_captions", vidcam::samples::run, count, words);
}
