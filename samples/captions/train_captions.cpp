// Trains the sample's captioner, or measures a trained one.
#include <cstdio>
#include <string>

#include "samples/arguments.h"
#include "samples/captions/caption_evaluation.h"
#include "samples/captions/caption_net.h"
#include "samples/captions/caption_training.h"
#include "samples/scenes/caption_words.h"
#include "samples/training/training_program.h"

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
           "CNN-LSTM that captions a picture of two shapes; trained by "
           "samples/captions/train_captions.cpp "
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

int run(int count, char** words) {
  const Arguments arguments(
      count, words, {"--steps", "--minutes", "--seed", "--pictures", "--evaluate"}, {"--help"});
  return run_training(arguments, {kUsage, "--pictures", 500}, CaptionTrainingOptions{},
                      train_captions, report, card);
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("train_captions", vidcam::samples::run, count, words);
}
