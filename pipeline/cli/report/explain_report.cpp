#include "pipeline/cli/report/explain_report.h"

#include <algorithm>

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

std::vector<std::string> all_methods(const std::vector<ExplainRecord>& records) {
  std::vector<std::string> methods;
  for (const ExplainRecord& record : records) {
    for (const std::string& name : record.methods) {
      if (std::find(methods.begin(), methods.end(), name) == methods.end()) methods.push_back(name);
    }
  }
  return methods;
}

// counts of the record's methods in the order of all of them
Json in_order(const ExplainRecord& record, const std::vector<int64_t>& counts,
              const std::vector<std::string>& methods) {
  Json out = Json::array();
  for (const std::string& name : methods) {
    const auto found = std::find(record.methods.begin(), record.methods.end(), name);
    const auto at = static_cast<size_t>(found - record.methods.begin());
    out.push_back(at < counts.size() ? counts[at] : 0);
  }
  return out;
}

Json item_of(const ExplainRecord& record, const std::vector<std::string>& methods,
             const fs::path& folder) {
  const bool partial = record.record.value("status", "complete") == "partial";
  return {{"id", record.stem},
          {"path", record.input().string()},
          {"label", ""},
          {"predicted", record.predicted},
          {"right", nullptr},
          {"status", partial ? "partial" : "ok"},
          {"confidence", short_number(record.confidence)},
          {"clips", record.moments.size()},
          {"flat", in_order(record, record.flat, methods)},
          {"nonfinite", in_order(record, record.not_finite, methods)},
          {"time", time_line(record.moments, record.frame_rate(), TimeOf::WrittenVideo)},
          {"media", media_of(record, folder)},
          {"warnings", record.record.value("warnings", Json::array())}};
}

// Several runs may have written into one folder: each distinct one is a fact.
Json facts_of(const std::vector<ExplainRecord>& records) {
  std::vector<std::pair<Json, size_t>> kinds;
  for (const ExplainRecord& record : records) {
    Json facts{{"vidcam", record.record.value("vidcam", "")},
               {"model", record.record.value("model", Json::object())},
               {"conventions", record.record.value("conventions", Json::object())}};
    const auto same =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == facts; });
    same == kinds.end() ? void(kinds.emplace_back(std::move(facts), 1)) : void(++same->second);
  }
  Json out = Json::array();
  for (const auto& [facts, count] : kinds)
    out.push_back({std::to_string(count) + (count == 1 ? " record" : " records"), facts});
  return out;
}

std::string subtitle_of(const std::vector<ExplainRecord>& records) {
  if (records.empty()) return "No explanations";
  return "Explanations by vidcam " + records.front().record.value("vidcam", "") + ", layer " +
         records.front().layer();
}

}  // namespace

Json explain_report(const std::vector<ExplainRecord>& records, const fs::path& folder) {
  const auto methods = all_methods(records);
  Json items = Json::array();
  for (const ExplainRecord& record : records) items.push_back(item_of(record, methods, folder));
  return {{"kind", "explain"},
          {"subtitle", subtitle_of(records)},
          {"counts",
           {{"items", items.size()},
            {"done", items.size()},
            {"failed", 0},
            {"judged", 0},
            {"right", 0},
            {"left_out", 0}}},
          {"methods", methods},
          {"figures", Json::array()},
          {"summary", nullptr},
          {"comparisons", Json::array()},
          {"facts", facts_of(records)},
          {"warnings", Json::array()},
          {"faults", Json::array()},
          {"items", items}};
}

}  // namespace vidcam
