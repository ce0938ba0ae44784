#include "samples/actions/action_card.h"

#include <string>

#include "samples/actions/action_net.h"
#include "samples/training/trained_card.h"

namespace vidcam::samples {
namespace {

std::string command(const TrainingOptions& options) {
  std::string words = "samples/actions/train_actions.cpp with --steps " +
                      std::to_string(options.steps) + " --seed " + std::to_string(options.seed);
  if (options.depth != ActionNet::kDepth) words += " --depth " + std::to_string(options.depth);
  return words;
}

}  // namespace

nlohmann::json action_card(const TrainingOptions& options, const Evaluation& e) {
  return {{"about", "C3D-style network that tells 8 motions of a shape; trained by " +
                        command(options) + "; " + percent(e.accuracy) + " of " +
                        std::to_string(e.clips) + " clips of unseen seeds right"},
          {"input", input_card({ActionNet::kFrames, 1, ActionNet::kHeight, ActionNet::kWidth,
                                ActionNet::kMean, ActionNet::kDeviation})},
          {"output", {{"kind", "logits"}, {"index", 0}}},
          {"labels", kActionNames},
          {"layer", ActionNet::last_layer(options.depth)}};
}

}  // namespace vidcam::samples
