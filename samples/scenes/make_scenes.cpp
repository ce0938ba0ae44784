// Writes the captioned still scenes: pictures, their captions, and where each shape is.
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
#include "samples/scenes/rgb_frame.h"
#include "samples/scenes/still_scene.h"

namespace vidcam::samples {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    "make_scenes FOLDER [--count 10] [--seed 1] [--side 96]\n"
    "writes scene_SEED.png and captions.jsonl; seeds below 1000000 are not trained on\n";

void write_picture(const StillScene& scene, const std::string& path, int side) {
  const auto pixels = static_cast<size_t>(side) * static_cast<size_t>(side);
  std::vector<uint8_t> rgb(pixels * 3);
  scene.render(side, side, rgb);
  StreamInfo info;
  info.is_image = true;
  info.width = info.height = side;
  const auto writer = open_image_writer(path, info);
  writer->write(planar_from_rgb(rgb, side, side));
  writer->close();
}

nlohmann::json truth(const StillScene& scene, const std::string& name, int side) {
  const auto cent = [](double v) { return static_cast<double>(std::llround(v * 100)) / 100; };
  nlohmann::json boxes = nlohmann::json::array(), words = nlohmann::json::array();
  for (size_t thing = 0; thing < scene.things().size(); ++thing) {
    const Box b = scene.box(thing, side, side);
    boxes.push_back({cent(b.x0), cent(b.y0), cent(b.x1), cent(b.y1)});
    words.push_back(scene.word_places(thing));
  }
  return {{"path", name},   {"caption", scene.caption()},
          {"width", side},  {"height", side},
          {"boxes", boxes}, {"words", words}};
}

void make(const fs::path& folder, int first_seed, int count, int side) {
  fs::create_directories(folder);
  std::ofstream lines(folder / "captions.jsonl");
  for (int seed = first_seed; seed < first_seed + count; ++seed) {
    const StillScene scene(static_cast<uint64_t>(seed));
    const std::string name = "scene_" + std::to_string(seed) + ".png";
    write_picture(scene, (folder / name).string(), side);
    lines << truth(scene, name, side).dump() << "\n";
    std::printf("%s  %s\n", (folder / name).c_str(), scene.caption().c_str());
  }
  if (!lines.flush()) throw Error(ExitCode::Io, "cannot write into " + folder.string());
}

int run(int count, char** words) {
  const Arguments arguments(count, words, {"--count", "--seed", "--side"}, {"--help"});
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  const int side = arguments.integer("--side", 96);
  if (side < 16 || side > 4096) throw std::invalid_argument("--side wants 16 to 4096 pixels");
  make(arguments.plain()[0], arguments.integer("--seed", 1), arguments.integer("--count", 10),
       side);
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("make_scenes", vidcam::samples::run, count, words);
}
