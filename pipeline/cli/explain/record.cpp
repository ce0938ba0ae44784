#include "pipeline/cli/explain/record.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "pipeline/base/npy.h"
#include "pipeline/base/sha256.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/run/atomic_file.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json input_json(const InputTask& task) {
  const std::string& path = task.input().path;
  Json j{{"path", path}};
  j["sha256"] = fs::is_regular_file(path) ? Json(sha256_of_file(path)) : Json();
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

Json model_json(const ModelFacts& facts) {
  return {{"path", facts.path},
          {"sha256", facts.sha256},
          {"layer", facts.layer},
          {"tap", facts.tap},
          {"layer_shape", facts.layer_shape},
          {"device", facts.device},
          {"precision", facts.precision},
          {"classes", facts.classes},
          {"piecewise_linear", facts.piecewise_linear}};
}

Json conventions_json(const ExplainSettings& settings, const ModelFacts& facts) {
  return {{"preset", "paper"},
          {"tap", facts.tap},
          {"score", to_text(settings.model.score)},
          {"pool", to_text(settings.model.pool)},
          {"alpha", "eq 19, no epsilon"},
          {"order", "sum, relu, upsample, normalise"},
          {"upsampling", "trilinear, half-pixel (align_corners=False)"},
          {"normalize", to_text(settings.normalize)},
          {"colormap", settings.media.colormap},
          {"blend", settings.media.alpha},
          {"overlap", "mean weighted by the distance to the clip's ends"}};
}

Json class_json(const ClassScore& c) {
  return {{"index", c.index},
          {"label", c.label},
          {"probability", finite_or_null(c.probability)},
          {"logit", finite_or_null(c.logit)}};
}

Json target_json(const TargetExplanation& target) {
  Json methods = Json::object();
  for (const MethodMap& map : target.maps) {
    Json m{{"min", finite_or_null(map.min)},
           {"max", finite_or_null(map.max)},
           {"status", to_text(map.status)}};
    if (std::isfinite(map.alpha_condition)) m["alpha_condition"] = map.alpha_condition;
    methods[map.method] = m;
  }
  return {{"index", target.target.index},
          {"label", target.target.label},
          {"probability", finite_or_null(target.target.probability)},
          {"score", finite_or_null(target.score)},
          {"methods", methods}};
}

Json clip_json(const ClipRecord& record) {
  Json j{{"index", record.clip.index},
         {"first_frame", record.clip.first_frame},
         {"frames", record.clip.real_frames},
         {"start_seconds", record.clip.start_seconds},
         {"top", Json::array()},
         {"targets", Json::array()}};
  for (const ClassScore& c : record.explanation.top) j["top"].push_back(class_json(c));
  for (const TargetExplanation& t : record.explanation.targets)
    j["targets"].push_back(target_json(t));
  return j;
}

void write_map(const InputTask& task, size_t target, size_t method, const std::string& path) {
  std::vector<float> values;
  Heat shape;
  for (const ClipRecord& record : task.records()) {
    const Heat& heat = record.explanation.targets[target].maps[method].heat;
    shape = {heat.t, heat.h, heat.w, {}, 0, 0};
    values.insert(values.end(), heat.values.begin(), heat.values.end());
  }
  std::vector<int64_t> sides{static_cast<int64_t>(task.records().size()), shape.t, shape.h,
                             shape.w};
  // A picture has one clip of one step: [1, h, w].
  if (task.stream && task.stream->is_image && shape.t == 1) sides.erase(sides.begin());
  write_file_atomically(path, npy_bytes(sides, values));
}

}  // namespace

Json make_record(const InputTask& task, const ExplainSettings& settings, const ModelFacts& facts,
                 const std::vector<std::string>& outputs) {
  std::vector<std::string> warnings = facts.warnings;
  warnings.insert(warnings.end(), task.warnings.begin(), task.warnings.end());
  for (std::string& line : evidence_warnings(task)) warnings.push_back(std::move(line));
  const bool partial = task.end && !task.end->damage.empty();
  Json j{{"vidcam", VIDCAM_VERSION},
         {"status", partial ? "partial" : "complete"},
         {"input", input_json(task)},
         {"model", model_json(facts)},
         {"conventions", conventions_json(settings, facts)},
         {"clips", Json::array()},
         {"outputs", outputs},
         {"warnings", warnings}};
  for (const ClipRecord& record : task.records()) j["clips"].push_back(clip_json(record));
  return j;
}

std::vector<std::string> write_results(const InputTask& task, const ExplainSettings& settings,
                                       const ModelFacts& facts) {
  std::vector<std::string> outputs;
  for (const WrittenOutput& output : task.result.outputs) outputs.push_back(output.path);
  const auto& targets = task.target_requests();
  for (size_t t = 0; t < targets.size(); ++t) {
    for (size_t m = 0; m < settings.model.methods.size(); ++m) {
      const auto path = name_map(settings.out, task.input().stem, settings.model.methods[m],
                                 targets[t].name, targets.size());
      write_map(task, t, m, path);
      outputs.push_back(path);
    }
  }
  const std::string record = name_record(settings.out, task.input().stem);
  const std::string text = make_record(task, settings, facts, outputs)
                               .dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
  write_file_atomically(record, text + "\n");
  outputs.push_back(record);
  return outputs;
}

std::vector<std::string> evidence_warnings(const InputTask& task) {
  // [target name and method][status] -> clips
  std::map<std::pair<std::string, MapStatus>, int> counts;
  for (const ClipRecord& record : task.records()) {
    for (size_t t = 0; t < record.explanation.targets.size(); ++t) {
      for (const MethodMap& map : record.explanation.targets[t].maps) {
        if (map.status != MapStatus::Ok)
          ++counts[{map.method + " for " + task.target_requests()[t].name, map.status}];
      }
    }
  }
  std::vector<std::string> lines;
  lines.reserve(counts.size());
  for (const auto& [what, count] : counts) {
    lines.push_back(what.first + ": " + std::to_string(count) + " of " +
                    std::to_string(task.records().size()) +
                    (what.second == MapStatus::Flat
                         ? " maps are flat: nothing in the layer speaks for this class there"
                         : " maps are not finite; the model's gradient overflows there"));
  }
  return lines;
}

EarlierResult find_earlier(const std::string& record_path, const std::string& input_path) {
  std::ifstream file(record_path);
  const Json record = file ? Json::parse(file, nullptr, false) : Json();
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
