// Writes the synthetic action set: videos, the actor's box in every frame, and the label file.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "encode/writer.h"
#include "pipeline/base/error.h"
#include "samples/arguments.h"
#include "samples/program.h"
#include "samples/rgb_frame.h"
#include "samples/shapes.h"

namespace vidcam::samples {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    "make_actions FOLDER [--per-action 5] [--seed 1] [--size 320x240] [--frames 48] [--only "
    "left,spin]\n"
    "writes ACTION_SEED.mp4 (12 frames a second), boxes.jsonl and labels.txt; seeds below 1000000 "
    "are not trained on\n";

constexpr int kFrameRate = 12;
constexpr int64_t kTicks = 1024;  // of the time base, a frame

struct Plan {
  fs::path folder;
  int per_action = 5;
  int first_seed = 1;
  int width = 320, height = 240;
  int frames = 48;
  std::vector<Action> actions;
};

StreamInfo stream_info(const Plan& plan) {
  StreamInfo info;
  info.width = plan.width;
  info.height = plan.height;
  info.time_base = {1, kFrameRate * kTicks};
  info.frame_rate = {kFrameRate, 1};
  return info;
}

void write_video(const Scene& scene, const std::string& path, const Plan& plan) {
  WriterOptions options;
  options.preset = "slow";
  options.crf = 23;
  const auto writer =
      open_video_writer(path, stream_info(plan), plan.width, plan.height, nullptr, options);
  std::vector<uint8_t> rgb(static_cast<size_t>(plan.width) * static_cast<size_t>(plan.height) * 3);
  for (int f = 0; f < scene.frames(); ++f) {
    scene.render(f, plan.width, plan.height, rgb);
    Frame frame = frame_from_rgb(rgb, plan.width, plan.height);
    frame.pts = f * kTicks;
    frame.duration = kTicks;
    writer->write(frame);
  }
  writer->close();
}

nlohmann::json truth(const Scene& scene, const std::string& name, const char* label,
                     const Plan& plan) {
  nlohmann::json boxes = nlohmann::json::array();
  const auto cent = [](double v) { return static_cast<double>(std::llround(v * 100)) / 100; };
  for (int f = 0; f < scene.frames(); ++f) {
    const Box b = scene.box(f, plan.width, plan.height);
    const nlohmann::json box = {cent(b.x0), cent(b.y0), cent(b.x1), cent(b.y1)};
    boxes.push_back(nlohmann::json::array({box}));
  }
  return {{"path", name},
          {"label", label},
          {"width", plan.width},
          {"height", plan.height},
          {"boxes", boxes}};
}

void make(const Plan& plan) {
  fs::create_directories(plan.folder);
  std::ofstream lines(plan.folder / "boxes.jsonl");
  for (const Action action : plan.actions) {
    const char* label = kActionNames[static_cast<size_t>(action)];
    for (int seed = plan.first_seed; seed < plan.first_seed + plan.per_action; ++seed) {
      const Scene scene(static_cast<uint64_t>(seed), action, plan.frames);
      const std::string name = std::string(label) + "_" + std::to_string(seed) + ".mp4";
      write_video(scene, (plan.folder / name).string(), plan);
      lines << truth(scene, name, label, plan).dump() << "\n";
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
  const std::string size = arguments.text("--size", "320x240");
  char rest = 0;
  if (std::sscanf(size.c_str(), "%dx%d%c", &plan.width, &plan.height, &rest) != 2 ||
      plan.width < 16 || plan.height < 16) {
    throw std::invalid_argument("--size wants WIDTHxHEIGHT, at least 16x16, not '" + size + "'");
  }
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
