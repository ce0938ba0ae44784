// Writes the synthetic action set: videos, the actor's box in every frame, and the label file.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include "pipeline/base/error.h"
#include "samples/arguments.h"
#include "samples/program.h"
#include "samples/scenes/scene_video.h"
#include "samples/scenes/shapes.h"

namespace vidcam::samples {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    "make_actions FOLDER [--per-action 5] [--seed 1] [--size 320x240] [--frames 48] [--only "
    "left,spin]\n"
    "writes ACTION_SEED.mp4 (12 frames a second), boxes.jsonl and labels.txt; seeds below 1000000 "
    "are not trained on\n";

constexpr int kFrameRate = 12;

struct Plan {
  fs::path folder;
  int per_action = 5;
  int first_seed = 1;
  int width = 320, height = 240;
  int frames = 48;
  std::vector<Action> actions;
};

void make(const Plan& plan) {
  fs::create_directories(plan.folder);
  std::ofstream lines(plan.folder / "boxes.jsonl");
  for (const Action action : plan.actions) {
    const char* label = kActionNames[static_cast<size_t>(action)];
    for (int seed = plan.first_seed; seed < plan.first_seed + plan.per_action; ++seed) {
      const Scene scene(static_cast<uint64_t>(seed), action, plan.frames);
      const std::string name = std::string(label) + "_" + std::to_string(seed) + ".mp4";
      const auto draw = [&](int frame, std::span<uint8_t> rgb) {
        scene.render(frame, plan.width, plan.height, rgb);
      };
      const auto box = [&](int frame) { return scene.box(frame, plan.width, plan.height); };
      const VideoSize size{plan.width, plan.height, plan.frames, kFrameRate};
      write_video((plan.folder / name).string(), size, draw);
      lines << manifest_line(name, label, size, box).dump() << "\n";
      std::printf("%s\n", (plan.folder / name).c_str());
    }
  }
  std::ofstream labels(plan.folder / "labels.txt");
  for (const char* name : kActionNames) labels << name << "\n";
  if (!lines.flush() || !labels.flush())
    throw Error(ExitCode::Io, "cannot write into " + plan.folder.string());
}

std::vector<Action> actions_from(const std::string& names) {
  std::vector<Action> actions;
  for (size_t from = 0; from <= names.size();) {
    const size_t comma = std::min(names.find(',', from), names.size());
    actions.push_back(action_from_name(names.substr(from, comma - from)));
    from = comma + 1;
  }
  return actions;
}

std::vector<Action> every_action() {
  std::vector<Action> all;
  all.reserve(kActions);
  for (int a = 0; a < kActions; ++a) all.push_back(static_cast<Action>(a));
  return all;
}

Plan plan_from(const Arguments& arguments) {
  Plan plan;
  plan.folder = arguments.plain().at(0);
  plan.per_action = arguments.integer("--per-action", plan.per_action);
  plan.first_seed = arguments.integer("--seed", plan.first_seed);
  plan.frames = arguments.integer("--frames", plan.frames);
  plan.actions =
      arguments.has("--only") ? actions_from(arguments.text("--only", "")) : every_action();
  std::tie(plan.width, plan.height) = size_from(arguments);
  return plan;
}

int run(int count, char** words) {
  const Arguments arguments(count, words,
                            {"--per-action", "--seed", "--size", "--frames", "--only"}, {"--help"});
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  make(plan_from(arguments));
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("make_actions", vidcam::samples::run, count, words);
}
