// Trains the action network with 1, 2, 3 and all 5 of its convolutions and shows what each of them
// knows, and where it looks.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "pipeline/base/freed_memory.h"
#include "samples/actions/action_card.h"
#include "samples/actions/evaluation.h"
#include "samples/actions/training.h"
#include "samples/arguments.h"
#include "samples/program.h"
#include "samples/training/trained_card.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "depth_ablation DIR [--seeds 3] [--steps 700] [--clips 400]\n"
    "    writes DIR/depthD_seedS.pt and .json, and a table of their measures to stdout\n";
constexpr int kDepths[] = {1, 2, 3, 5};

struct Plan {
  std::string directory;
  int seeds = 3, steps = 700, clips = 400;
};

Evaluation trained_and_measured(const Plan& plan, int depth, uint64_t seed) {
  TrainingOptions options;
  options.steps = plan.steps;
  options.seed = seed;
  options.depth = depth;
  torch::jit::Module model = train_actions(options);
  const Evaluation e = evaluate(model, 1, plan.clips);
  const std::string path =
      plan.directory + "/depth" + std::to_string(depth) + "_seed" + std::to_string(seed) + ".pt";
  model.save(path);
  write_card(path, action_card(options, e));
  return e;
}

// "46.4 % (44.0 to 48.9)": the mean and the range over the seeds.
std::string over_seeds(const std::vector<Evaluation>& all, double Evaluation::*share) {
  std::vector<double> shares;
  shares.reserve(all.size());
  for (const Evaluation& each : all) shares.push_back(each.*share);
  const auto [low, high] = std::minmax_element(shares.begin(), shares.end());
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  char text[64];
  std::snprintf(text, sizeof text, "%.1f %% (%.1f to %.1f)",
                100 * sum / static_cast<double>(shares.size()), 100 * *low, 100 * *high);
  return text;
}

std::string row(int depth, const std::vector<Evaluation>& all) {
  std::string cells = "| " + std::to_string(depth) + " |";
  for (const auto share : {&Evaluation::accuracy, &Evaluation::gradcam_in_box,
                           &Evaluation::gradcam_pp_in_box, &Evaluation::box_area})
    cells += " " + over_seeds(all, share) + " |";
  return cells;
}

int run(int count, char** words) {
  const Arguments arguments(count, words, {"--seeds", "--steps", "--clips"}, {"--help"});
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  keep_freed_memory();
  Plan plan{arguments.plain()[0]};
  plan.seeds = std::max(1, arguments.integer("--seeds", plan.seeds));
  plan.steps = arguments.integer("--steps", plan.steps);
  plan.clips = arguments.integer("--clips", plan.clips);
  std::filesystem::create_directories(plan.directory);
  std::string table =
      "| convolutions | right | Grad-CAM in the box | Grad-CAM++ in the box | the box's area |\n"
      "|---|---|---|---|---|\n";
  for (const int depth : kDepths) {
    std::vector<Evaluation> all;
    all.reserve(static_cast<size_t>(plan.seeds));
    for (int seed = 1; seed <= plan.seeds; ++seed)
      all.push_back(trained_and_measured(plan, depth, static_cast<uint64_t>(seed)));
    table += row(depth, all) + "\n";
  }
  std::printf("%s", table.c_str());
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("depth_ablation", vidcam::samples::run, count, words);
}
