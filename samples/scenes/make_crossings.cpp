// Writes crossings in the dark: videos, the moving shape's box in every frame, and the label file.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "pipeline/base/error.h"
#include "samples/arguments.h"
#include "samples/program.h"
#include "samples/scenes/crossing.h"
#include "samples/scenes/scene_video.h"

namespace vidcam::samples {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    "make_crossings FOLDER [--count 4] [--seed 1] [--size 320x240]\n"
    "writes WAY_SEED.mp4 (24 frames a second, three a step, the way by the seed), boxes.jsonl and "
    "labels.txt; seeds below 1000000 are not trained on\n";

constexpr int kFrameRate = 24;
constexpr int kFramesAStep = 3;  // as the model card's frame_step

void make(const fs::path& folder, int first_seed, const VideoSize& size, int count) {
  fs::create_directories(folder);
  std::ofstream lines(folder / "boxes.jsonl");
  for (int seed = first_seed; seed < first_seed + count; ++seed) {
    const int turn = (seed + kWays - 1) % kWays;  // seed 1 goes the first way
    const std::string way = kWayNames[static_cast<size_t>(turn)];
    const std::string name = way + "_" + std::to_string(seed) + ".mp4";
    const Crossing crossing(static_cast<uint64_t>(seed), turn);
    const auto step = [](int frame) { return static_cast<double>(frame) / kFramesAStep; };
    write_video((folder / name).string(), size, [&](int frame, std::span<uint8_t> rgb) {
      crossing.render(step(frame), size.width, size.height, rgb);
    });
    const auto box = [&](int frame) { return crossing.box(step(frame), size.width, size.height); };
    lines << manifest_line(name, way, size, box).dump() << "\n";
    std::printf("%s\n", (folder / name).c_str());
  }
  std::ofstream labels(folder / "labels.txt");
  for (const char* name : kWayNames) labels << name << "\n";
  if (!lines.flush() || !labels.flush())
    throw Error(ExitCode::Io, "cannot write into " + folder.string());
}

int run(int count, char** words) {
  const Arguments arguments(count, words, {"--count", "--seed", "--size"}, {"--help"});
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  const auto [width, height] = size_from(arguments);
  make(arguments.plain()[0], arguments.integer("--seed", 1),
       {width, height, kCrossingSteps * kFramesAStep, kFrameRate}, arguments.integer("--count", 4));
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("make_crossings", vidcam::samples::run, count, words);
}
