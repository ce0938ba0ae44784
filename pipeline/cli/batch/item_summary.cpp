#include "pipeline/cli/batch/item_summary.h"

#include <filesystem>

#include "pipeline/cli/report/explain_folder.h"

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// Null where one of them is not there.
Json outputs_json(const std::string& out, const fs::path& record_path, const Json& record) {
  Json outputs = Json::array();
  const auto add = [&](const fs::path& path) {
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    if (!error)
      outputs.push_back({{"path", path.lexically_relative(out).string()}, {"bytes", bytes}});
    return !error;
  };
  bool all = true;
  for (const Json& output : record.at("outputs"))
    all = all && add(record_path.parent_path() / fs::path(output.get<std::string>()).filename());
  return all && add(record_path) ? outputs : Json();
}

}  // namespace

ItemSummary summarise_item(const std::string& out, const std::string& record_path,
                           const std::string& input_path) {
  const auto record = read_explain_record(record_path);
  if (!record || record->input() != input_path) return {};
  Json outputs = outputs_json(out, record_path, record->record);
  if (outputs.is_null()) return {};
  const Json input = record->record.value("input", Json::object());
  ItemSummary summary;
  summary.found = true;
  summary.partial = record->record.value("status", "complete") == "partial";
  summary.json = {{"predicted", record->predicted},
                  {"explained", record->explained},
                  {"probability", record->confidence},
                  {"clips", record->moments.size()},
                  {"frames", input.value("frames", Json())},
                  {"duration_seconds", input.value("duration_seconds", Json())},
                  {"sha256", record->sha256()}};
  for (size_t m = 0; m < record->methods.size(); ++m) {
    summary.json["methods"][record->methods[m]] = {{"flat", record->flat[m]},
                                                   {"nonfinite", record->not_finite[m]}};
  }
  summary.json["warnings"] = record->record.value("warnings", Json::array());
  summary.json["outputs"] = std::move(outputs);
  return summary;
}

}  // namespace vidcam
