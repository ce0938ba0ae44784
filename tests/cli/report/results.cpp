#include "tests/cli/report/results.h"

#include <filesystem>
#include <fstream>

#include "pipeline/run/json_text.h"

namespace vidcam::testing {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

Json class_of(const std::string& label, double p) {
  return {{"index", label == "left" ? 3 : 4}, {"label", label}, {"probability", p}, {"logit", 1.5}};
}

Json clip_of(const MadeClip& made, int index) {
  const Json map{{"min", 0.0}, {"max", 1.0}, {"status", made.status}};
  Json target = class_of("left", made.left);
  target["methods"] = {{"gradcam", map},
                       {"gradcam++", {{"min", 0.0}, {"max", 1.0}, {"status", "ok"}}}};
  return {{"index", index},
          {"first_frame", made.first_frame},
          {"frames", made.frames},
          {"start_seconds", made.first_frame / 12.0},
          {"top", Json::array({class_of("left", made.left), class_of("right", 1 - made.left)})},
          {"targets", Json::array({target})}};
}

Json curve_of(double low, double high) {
  return {{"share", {0.0, 0.5, 1.0}}, {"real", {0.0, 0.5, 1.0}}, {"value", {low, high, 0.25}}};
}

Json measured(const MadeItem& made) {
  Json methods = Json::object();
  for (const auto& [name, k] : {std::pair{"gradcam", 0}, std::pair{"gradcam++", 1}}) {
    Json figures{{"drop", made.drops.at(static_cast<size_t>(k))}};
    if (k == 0) figures["increase"] = 50.0;  // gradcam++ has none: an empty cell
    methods[name] = {{"flat", k == 0 ? made.flat : 0},
                     {"nonfinite", 0},
                     {"explained", 0.5},
                     {"figures", figures}};
  }
  Json clips = Json::array();
  for (int c = 0; c < 2; ++c)
    clips.push_back({{"index", c},
                     {"first_frame", 16 * c},
                     {"frames", 16},
                     {"start_seconds", 16 * c / 12.0},
                     {"predicted", class_of(made.predicted, 0.75)},
                     {"target", class_of(made.predicted, 0.75)},
                     {"methods", Json::object()}});
  return {{"id", made.id},
          {"path", made.path.empty() ? made.id : made.path},
          {"label", made.label},
          {"width", 480},
          {"height", 360},
          {"clip_count", 2},
          {"predicted", made.predicted},
          {"confidence", 0.75},
          {"methods", methods},
          {"warnings", Json::array()},
          {"clips", clips}};
}

Json mean(double value, size_t items) {
  return {{"items", items}, {"mean", value}, {"low", value - 1}, {"high", value + 1}};
}

}  // namespace

Json made_model() {
  return {{"path", "model.pt"}, {"sha256", "abc"}, {"layer", "conv4a"}, {"tap", "rectified"}};
}

void make_explanation(const std::string& folder, const std::string& stem, const std::string& input,
                      const std::vector<MadeClip>& clips, bool with_videos) {
  fs::create_directories(folder);
  Json outputs = Json::array(), list = Json::array();
  for (const char* what : {"gradcam.mp4", "gradcam++.mp4", "source.mp4", "gradcam.npy"}) {
    const fs::path path = fs::path(folder) / (stem + "_" + what);
    outputs.push_back(path.string());
    if (with_videos && path.extension() == ".mp4")
      fs::copy_file(std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/left_28.mp4", path);
  }
  for (size_t c = 0; c < clips.size(); ++c) list.push_back(clip_of(clips[c], static_cast<int>(c)));
  write(fs::path(folder) / (stem + ".json"),
        json_line({{"vidcam", "0.1.0"},
                   {"status", "complete"},
                   {"input", {{"path", input}, {"sha256", "of " + stem}, {"frame_rate", 12.0}}},
                   {"model", made_model()},
                   {"conventions", {{"preset", "paper"}, {"text", false}}},
                   {"clips", list},
                   {"outputs", outputs},
                   {"warnings", Json::array()}}));
}

void make_evaluation(const std::string& folder, const std::vector<MadeItem>& items) {
  fs::create_directories(folder);
  std::ofstream lines(fs::path(folder) / "results.jsonl", std::ios::binary);
  Json failures = Json::array();
  for (const MadeItem& made : items) {
    if (!made.drops.empty()) {
      lines << json_line(measured(made)) << '\n';
      continue;
    }
    const std::string path = made.path.empty() ? made.id : made.path;
    lines << json_line({{"id", made.id}, {"path", path}, {"error", made.error}, {"code", 65}})
          << '\n';
    failures.push_back({{"id", made.id}, {"error", made.error}});
  }
  Json methods = Json::object();
  for (const auto& [name, drop] : {std::pair{"gradcam", 30.0}, std::pair{"gradcam++", 20.0}})
    methods[name] = {{"clips", 2 * items.size()},
                     {"flat", 1},
                     {"nonfinite", 0},
                     {"figures", {{"drop", mean(drop, items.size())}}},
                     {"curves",
                      {{"area-confidence", curve_of(1, 0.5)},
                       {"deletion", curve_of(0.75, 0.5)},
                       {"insertion", curve_of(0.25, 0.5)}}}};
  const Json pair{{"a", "gradcam"},    {"b", "gradcam++"},
                  {"figure", "drop"},  {"difference", mean(10, items.size())},
                  {"a_larger", 5},     {"b_larger", 2},
                  {"equal", 0},        {"p", 0.0004},
                  {"test", "Wilcoxon"}};
  const Json drop{{"name", "drop"}, {"title", "Average Drop %"}, {"better", "lower"}};
  const Json increase{{"name", "increase"}, {"title", "% Increase"}, {"better", "higher"}};
  write(fs::path(folder) / "summary.json",
        json_line({{"vidcam", "0.1.0"},
                   {"model", made_model()},
                   {"settings", {{"steps", 3}}},
                   {"conventions", {{"seed", 1}}},
                   {"items", items.size()},
                   {"measured", items.size() - failures.size()},
                   {"figures", Json::array({drop, increase})},
                   {"methods", methods},
                   {"comparisons", Json::array({pair})},
                   {"failures", failures},
                   {"manifest_faults", {"list.tsv:7: no such file"}},
                   {"warnings", Json::array()}}));
  write(fs::path(folder) / "command.txt", "vidcam eval list.tsv -m model.pt\n");
}

}  // namespace vidcam::testing
