#include "pipeline/cli/explain/record.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "pipeline/base/npy.h"
#include "pipeline/base/output_file.h"
#include "pipeline/base/path_kind.h"
#include "pipeline/base/sha256.h"
#include "pipeline/base/text_file.h"
#include "pipeline/cli/conventions.h"
#include "pipeline/cli/explain/clip_json.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/model_json.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

Json input_json(const InputTask& task) {
  const std::string& path = task.input().path;
  Json j{{"path", path}};
  j["sha256"] = is_file(path) ? Json(sha256_of_file(path)) : Json();
  if (!task.stream) return j;
  const StreamInfo& s = *task.stream;
  j["width"] = s.display_width();
  j["height"] = s.display_height();
  j["frames"] = task.end ? task.end->frames : 0;
  j["frame_rate"] = s.frame_rate.known() ? Json(s.frame_rate.value()) : Json();
  j["duration_seconds"] = task.end ? finite_or_null(task.end->duration_seconds) : Json();
  j["codec"] = s.codec;
  j["rotation"] = s.orientation.quarter_turns * 90;
  return j;
}

// What was chosen beyond one map of one layer for the input as it is.
void add_combinations(Json& j, const ExplainOptions& model, int steps) {
  if (model.steps)
    j["steps"] = {{"count", steps},
                  {"each", "one call of the layer, by itself; all from one forward pass"},
                  {"in_time", "spread evenly over the clip's frames"}};
  if (!model.further_layers.empty())
    j["layers"] = {{"fused", to_text(model.fuse)},
                   {"each", "on the grid of the model's input, 0 to 1, in the order above"},
                   {"forward_passes", 1}};
  if (model.smoothing.samples > 0)
    j["smoothing"] = {{"samples", model.smoothing.samples},
                      {"noise", model.smoothing.noise},
                      {"noise_of", "the range of the clip's values"},
                      {"seed", model.smoothing.seed},
                      {"mean_of", "the raw maps; fused ones where there are several layers"}};
}

Json all_conventions(const ExplainSettings& settings, const ModelFacts& facts) {
  const ExplainOptions& model = settings.model;
  const Json maps = conventions_json(model);
  Json j{{"preset", settings.preset},
         {"tap", facts.tap},
         {"score", to_text(model.score)},
         {"pool", to_text(model.pool)},
         {"alpha", maps["alpha"]},
         {"order", maps["order"]},
         {"upsampling", maps["upsampling"]},
         {"normalize", to_text(settings.normalize)},
         {"colormap", settings.media.colormap},
         {"blend", settings.media.alpha},
         {"text", settings.media.text},
         {"overlap", "mean weighted by the distance to the clip's ends"}};
  j.update(departures_json(model));
  add_combinations(j, model, facts.steps);
  for (const auto& [method, chosen] : facts.conventions) {
    for (const auto& [what, choice] : chosen) j["methods"][method][what] = choice;
  }
  return j;
}

std::vector<std::string> all_warnings(const InputTask& task, const ModelFacts& facts) {
  std::vector<std::string> warnings = facts.warnings;
  warnings.insert(warnings.end(), task.warnings.begin(), task.warnings.end());
  for (std::string& line : evidence_warnings(task)) warnings.push_back(std::move(line));
  return warnings;
}

// An object's members, one a line, without the brackets around them.
std::string members(const Json& object) {
  const std::string text = json_file(object);
  return text.substr(2, text.size() - 5);
}

void write_record(const std::string& path, const InputTask& task, const ExplainSettings& settings,
                  const ModelFacts& facts, const std::vector<std::string>& outputs) {
  const bool partial = task.end && !task.end->damage.empty();
  const Json before{{"vidcam", VIDCAM_VERSION},
                    {"status", partial ? "partial" : "complete"},
                    {"input", input_json(task)},
                    {"model", model_json(facts)},
                    {"conventions", all_conventions(settings, facts)}};
  const Json behind{{"outputs", outputs}, {"warnings", all_warnings(task, facts)}};
  OutputFile file(path);
  file.append("{\n" + members(before) + ",\n \"clips\": [");
  for (int64_t c = 0; c < task.clips().clips(); ++c)
    file.append((c > 0 ? ",\n  " : "\n  ") + task.clips().record(c));
  file.append("\n ],\n" + members(behind) + "\n}\n");
  file.commit();
}

void write_map(const InputTask& task, size_t which, const std::string& path) {
  const ClipSpool& clips = task.clips();
  std::vector<int64_t> sides = clips.map_shape(which);
  sides.insert(sides.begin(), clips.clips());
  // A picture has one clip of one step: [1, h, w].
  if (task.stream && task.stream->is_image && sides[1] == 1) sides.erase(sides.begin());
  OutputFile file(path);
  file.append(npy_header(sides));
  for (int64_t c = 0; c < clips.clips(); ++c) {
    const std::vector<float> values = clips.map(c, which);
    file.append({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
  }
  file.commit();
}

void write_channels(const InputTask& task, const ExplainSettings& settings, const ModelFacts& facts,
                    std::vector<std::string>& outputs) {
  const auto write = [&](const std::string& suffix, const std::string& text) {
    outputs.push_back(name_channels(settings.out, task.input().stem, suffix));
    write_file_atomically(outputs.back(), text);
  };
  const auto& names = settings.channel_names;
  write(".csv", channels_csv(task.channels(), names));
  write(".json", channels_json(task.channels(), names, facts.layer));
}

}  // namespace

std::vector<std::string> write_results(const InputTask& task, const ExplainSettings& settings,
                                       const ModelFacts& facts) {
  std::vector<std::string> outputs;
  for (const WrittenOutput& output : task.result.outputs) outputs.push_back(output.path);
  const auto& targets = task.target_requests();
  const auto& methods = task.methods();
  for (size_t t = 0; t < targets.size(); ++t) {
    for (size_t m = 0; m < methods.size(); ++m) {
      const auto path =
          name_map(settings.out, task.input().stem, methods[m], targets[t].name, targets.size());
      write_map(task, t * methods.size() + m, path);
      outputs.push_back(path);
    }
  }
  if (settings.model.channels) write_channels(task, settings, facts, outputs);
  const std::string record = name_record(settings.out, task.input().stem);
  write_record(record, task, settings, facts, outputs);
  outputs.push_back(record);
  return outputs;
}

std::vector<std::string> evidence_warnings(const InputTask& task) {
  // [method and target's name][status] -> clips
  std::map<std::pair<std::string, MapStatus>, int64_t> counts;
  for (size_t t = 0; t < task.target_requests().size(); ++t) {
    for (size_t m = 0; m < task.methods().size(); ++m) {
      const std::string what = task.methods()[m] + " for " + task.target_requests()[t].name;
      const MapTally& tally = task.tally(t, m);
      if (tally.flat > 0) counts[{what, MapStatus::Flat}] += tally.flat;
      if (tally.non_finite > 0) counts[{what, MapStatus::NonFinite}] += tally.non_finite;
    }
  }
  std::vector<std::string> lines;
  lines.reserve(counts.size());
  for (const auto& [what, count] : counts) {
    lines.push_back(what.first + ": " + std::to_string(count) + " of " +
                    std::to_string(task.clips().clips()) +
                    (what.second == MapStatus::Flat
                         ? " maps are flat: nothing in the layer speaks for this class there"
                         : " maps are not finite; the model's gradient overflows there"));
  }
  return lines;
}

EarlierResult find_earlier(const std::string& record_path, const std::string& input_path) {
  std::ifstream file(record_path);
  // The clips of a long video are passed over, not held.
  const auto wanted = [](int depth, Json::parse_event_t event, const Json& parsed) {
    return depth != 1 || event != Json::parse_event_t::key || parsed != "clips";
  };
  const Json record =
      reading_from(record_path, [&] { return file ? Json::parse(file, wanted, false) : Json(); });
  EarlierResult earlier;
  if (!record.is_object() || !record.contains("input") || !record["input"].contains("path"))
    return earlier;
  earlier.found = true;
  earlier.other = record["input"]["path"] != input_path;
  for (const auto& output : record.value("outputs", Json::array())) {
    if (output.is_string()) earlier.outputs.push_back(output);
  }
  return earlier;
}

}  // namespace vidcam
