#include "pipeline/cli/report/eval_report.h"

#include <fstream>
#include <optional>

#include "pipeline/base/error.h"
#include "pipeline/base/text_file.h"
#include "pipeline/cli/report/media_index.h"
#include "pipeline/cli/report/media_link.h"

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// More than these a browser takes too long to open; the page says how many it leaves out.
constexpr size_t kMostItems = 100000;
constexpr uintmax_t kMostSummaryBytes = uintmax_t{1} << 30;

double number_of(const Json& value) { return value.is_number() ? value.get<double>() : 0; }

// What is true is a name, or an index of the model's classes.
Json is_right(const Json& line) {
  const std::string label = line.at("label"), predicted = line.at("predicted");
  if (label.empty()) return {};
  if (label == predicted) return true;
  for (const Json& clip : line.at("clips")) {
    const Json& c = clip.at("predicted");
    if (c.at("label") == predicted) return label == std::to_string(c.at("index").get<int64_t>());
  }
  return false;
}

std::vector<ClipMoment> moments_of(const Json& clips) {
  std::vector<ClipMoment> moments;
  moments.reserve(clips.size());
  for (const Json& clip : clips) {
    ClipMoment& m = moments.emplace_back();
    m.first_frame = clip.at("first_frame");
    m.frames = clip.at("frames");
    m.start_seconds = number_of(clip.at("start_seconds"));
    for (const char* which : {"predicted", "target"})
      m.probability[clip.at(which).at("label")] = number_of(clip.at(which).at("probability"));
  }
  return moments;
}

// One results.jsonl as items, the figures as lists in the order of the summary's.
class Items {
 public:
  Items(const Json& summary, const fs::path& folder, const std::vector<ExplainRecord>& media)
      : summary_(summary), folder_(folder), index_(media) {}

  void add(const Json& line) {
    const bool full = items_.size() >= kMostItems;
    const ExplainRecord* const record = full ? nullptr : index_.find(line.at("path"));
    Json item = line.contains("error") ? failed(line) : measured(line, record);
    if (full) {
      ++left_out_;
      return;
    }
    item["media"] = media(line.at("path"), record);
    items_.push_back(std::move(item));
  }
  [[nodiscard]] size_t right() const { return right_; }
  [[nodiscard]] size_t judged() const { return judged_; }
  [[nodiscard]] size_t linked() const { return linked_; }
  [[nodiscard]] size_t left_out() const { return left_out_; }
  [[nodiscard]] Json take() { return std::move(items_); }

 private:
  static Json failed(const Json& line) {
    return {{"id", line.at("id")},       {"path", line.at("path")}, {"label", ""},
            {"predicted", ""},           {"right", nullptr},        {"status", "failed"},
            {"error", line.at("error")}, {"confidence", nullptr},   {"clips", nullptr},
            {"warnings", Json::array()}};
  }

  // record: of the item's videos, where there are some.
  Json measured(const Json& line, const ExplainRecord* record) {
    const Json& warnings = line.at("warnings");
    Json item{{"id", line.at("id")},
              {"path", line.at("path")},
              {"label", line.at("label")},
              {"predicted", line.at("predicted")},
              {"right", is_right(line)},
              {"status", warnings.empty() ? "ok" : "partial"},
              {"confidence", short_number(number_of(line.at("confidence")))},
              {"clips", line.at("clip_count")}};
    judged_ += item["right"].is_boolean() ? 1 : 0;
    right_ += item["right"] == true ? 1 : 0;
    for (const auto& [name, ignored] : summary_.at("methods").items())
      add_method(line.at("methods").at(name), item);
    const bool cut = record != nullptr && !is_gapless(record->moments);
    item["time"] =
        time_line(moments_of(line.at("clips")), 0, cut ? TimeOf::WrittenVideo : TimeOf::Source);
    item["warnings"] = warnings;
    return item;
  }

  void add_method(const Json& method, Json& item) const {
    item["flat"].push_back(method.at("flat"));
    item["nonfinite"].push_back(method.at("nonfinite"));
    Json values = Json::array();
    for (const Json& figure : summary_.at("figures")) {
      const Json& of = method.at("figures");
      const auto found = of.find(figure.at("name").get<std::string>());
      values.push_back(found == of.end() ? Json() : short_number(number_of(*found)));
    }
    item["values"].push_back(std::move(values));
  }

  Json media(const std::string& path, const ExplainRecord* record) {
    if (record != nullptr) {
      ++linked_;
      return media_of(*record, folder_);
    }
    const Json source = media_link(path, folder_);
    return source.is_null() ? Json() : Json{{"source", source}, {"views", Json::array()}};
  }

  const Json& summary_;
  const fs::path& folder_;
  MediaIndex index_;
  Json items_ = Json::array();
  size_t right_ = 0;
  size_t judged_ = 0;
  size_t linked_ = 0;
  size_t left_out_ = 0;
};

void add_lines(const fs::path& path, Items& items) {
  std::ifstream file(path);
  if (!file) throw Error(ExitCode::Missing, path.string() + ": cannot be opened");
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    try {
      items.add(Json::parse(line));
    } catch (const Json::exception& e) {
      throw Error(ExitCode::Unusable, path.string() + ":" + std::to_string(number) +
                                          ": no result as vidcam eval writes them: " + e.what());
    }
  }
  if (file.bad())
    throw Error(ExitCode::Io, path.string() + ": reading failed before the end of the file");
}

Json read_summary(const fs::path& path) {
  Json summary = Json::parse(
      read_text_file(path.string(), "summary of vidcam eval", kMostSummaryBytes), nullptr, false);
  for (const char* key : {"model", "figures", "methods", "comparisons", "failures", "warnings"}) {
    if (!summary.is_object() || !summary.contains(key))
      throw Error(ExitCode::Unusable,
                  path.string() + ": no summary as vidcam eval writes it (no \"" + key + "\")");
  }
  return summary;
}

// Videos that another model made would be shown as if they were what was measured.
void check_media(const Json& summary, const std::vector<ExplainRecord>& media) {
  const std::string digest = summary.at("model").value("sha256", "");
  const std::string layer = summary.at("model").value("layer", "");
  for (const ExplainRecord& record : media) {
    const std::string where = (record.folder / (record.stem + ".json")).string();
    if (record.model_digest() != digest)
      throw Error(ExitCode::OtherSettings, where + ": explains another model (SHA-256 " +
                                               record.model_digest() + ") than was measured (" +
                                               digest + ")");
    if (record.layer() != layer)
      throw Error(ExitCode::OtherSettings,
                  where + ": explains layer " + record.layer() + ", measured was " + layer);
  }
}

Json facts_of(const fs::path& folder, const Json& summary) {
  Json facts = Json::array();
  std::error_code error;
  if (fs::exists(folder / "command.txt", error)) {
    std::string command = read_text_file((folder / "command.txt").string(), "command");
    if (command.ends_with('\n')) command.pop_back();
    facts.push_back({"Command", {{"command", command}}});
  }
  facts.push_back({"Program", {{"vidcam", summary.value("vidcam", "")}}});
  for (const auto& [title, key] : {std::pair{"Model", "model"}, std::pair{"Settings", "settings"},
                                   std::pair{"Conventions", "conventions"}})
    facts.push_back({title, summary.value(key, Json::object())});
  return facts;
}

Json counts_of(const Json& summary, const Items& items) {
  const size_t failed = summary.at("failures").size(), all = summary.at("items");
  return {{"items", all},           {"done", all - failed},
          {"failed", failed},       {"judged", items.judged()},
          {"right", items.right()}, {"left_out", items.left_out()}};
}

Json page_of(const Json& summary, const fs::path& folder, const std::vector<ExplainRecord>& media) {
  check_media(summary, media);
  Items items(summary, folder, media);
  add_lines(folder / "results.jsonl", items);
  if (!media.empty() && items.linked() == 0)
    throw Error(ExitCode::Unusable, "--media: none of its " + std::to_string(media.size()) +
                                        " records explains an input of " + folder.string());
  const Json& model = summary.at("model");
  Json methods = Json::array();
  for (const auto& [name, ignored] : summary.at("methods").items()) methods.push_back(name);
  return {{"kind", "eval"},
          {"subtitle", "Evaluation by vidcam " + summary.value("vidcam", "") + ": " +
                           model.value("path", "") + ", layer " + model.value("layer", "")},
          {"counts", counts_of(summary, items)},
          {"methods", methods},
          {"figures", summary.at("figures")},
          {"summary", summary.at("methods")},
          {"comparisons", summary.at("comparisons")},
          {"facts", facts_of(folder, summary)},
          {"warnings", summary.at("warnings")},
          {"faults", summary.value("manifest_faults", Json::array())},
          {"items", items.take()}};
}

}  // namespace

Json eval_report(const fs::path& folder, const std::vector<ExplainRecord>& media) {
  const fs::path path = folder / "summary.json";
  const Json summary = read_summary(path);
  try {
    return page_of(summary, folder, media);
  } catch (const Json::exception& e) {
    throw Error(ExitCode::Unusable,
                path.string() + ": no summary as vidcam eval writes it: " + e.what());
  }
}

}  // namespace vidcam
