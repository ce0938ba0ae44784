#include "pipeline/run/batch_plan.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pipeline/base/error.h"
#include "pipeline/base/output_file.h"
#include "pipeline/base/sha256.h"
#include "pipeline/base/system_io.h"
#include "pipeline/base/text_file.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/json_number.h"
#include "pipeline/run/json_text.h"
#include "pipeline/run/same_settings.h"
#include "pipeline/run/shard.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

std::string in_folder(const std::string& folder, const std::string& name) {
  return (fs::path(folder) / name).string();
}

std::string line_of(const BatchItem& item) {
  Json line{{"id", item.id}, {"path", item.path}};
  if (!item.label.empty()) line["label"] = item.label;
  if (!item.truth.is_null()) line["truth"] = item.truth;
  return json_line(line) + "\n";
}

// All lines, shard by shard.
std::string items_text(const std::vector<BatchItem>& items, std::vector<ShardRange>& ranges) {
  const int shards = static_cast<int>(ranges.size());
  std::vector<std::string> lines(ranges.size());
  for (const BatchItem& item : items) {
    const auto shard = static_cast<size_t>(shard_of(item.id, shards));
    lines[shard] += line_of(item);
    ++ranges[shard].items;
  }
  std::string text;
  for (size_t s = 0; s < ranges.size(); ++s) {
    ranges[s].at = static_cast<int64_t>(text.size());
    ranges[s].bytes = static_cast<int64_t>(lines[s].size());
    text += lines[s];
    lines[s] = {};
  }
  return text;
}

std::string plan_text(const BatchPlan& plan) {
  Json ranges = Json::array();
  for (const ShardRange& r : plan.ranges) ranges.push_back({r.items, r.at, r.bytes});
  const Json json{{"format", kFormat},
                  {"settings", plan.settings},
                  {"manifest", plan.manifest},
                  {"items_file", plan.items_file},
                  {"shards", ranges}};
  return json_file(json);
}

ShardRange range_from(const Json& json) {
  constexpr int64_t kMost = int64_t{1} << 40;  // so that no sum overflows
  const std::array<int64_t, 3> range{whole_number(json.at(0)), whole_number(json.at(1)),
                                     whole_number(json.at(2))};
  const auto [least, most] = std::minmax_element(range.begin(), range.end());
  if (*least < 0 || *most > kMost || range[0] > range[2])
    throw std::invalid_argument("a range that cannot be");
  return {range[0], range[1], range[2]};
}

BatchPlan parse_plan(const std::string& text) {
  const Json json = Json::parse(text);
  BatchPlan plan;
  if (json.at("format") != kFormat) throw std::invalid_argument("another format");
  plan.settings = json.at("settings").get_ref<const Json::object_t&>();
  plan.manifest = json.at("manifest");
  plan.items_file = json.at("items_file");
  for (const Json& r : json.at("shards")) plan.ranges.push_back(range_from(r));
  if (plan.ranges.empty()) throw std::invalid_argument("no shards");
  return plan;
}

}  // namespace

int64_t BatchPlan::items() const {
  int64_t sum = 0;
  for (const ShardRange& range : ranges) sum += range.items;
  return sum;
}

std::string plan_path(const std::string& out) { return in_folder(out, "run.json"); }

std::string shard_folder(const std::string& out, int shard) {
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "%05d", shard);
  return (fs::path(out) / "shards" / name.data()).string();
}

std::string videos_folder(const std::string& out) { return in_folder(out, "videos"); }

bool write_plan(const std::string& out, const std::string& manifest, int shards,
                const std::vector<BatchItem>& items, Json settings) {
  BatchPlan plan;
  plan.manifest = manifest;
  plan.ranges.resize(static_cast<size_t>(shards));
  const std::string text = items_text(items, plan.ranges);
  const std::string digest = sha256(text);
  settings["shards"] = shards;
  settings["items"] = items.size();
  settings["items_sha256"] = digest;
  plan.settings = std::move(settings);
  plan.items_file = "items-" + digest.substr(0, 16) + ".jsonl";
  const std::string path = plan_path(out), items_path = in_folder(out, plan.items_file);
  if (!fs::exists(path)) {
    make_output_folder(out);
    write_file_atomically(items_path, text);
    OutputFile file(path);
    file.append(plan_text(plan));
    if (file.commit_if_first()) return true;
  }
  const BatchPlan there = read_plan(out);
  std::error_code ignored;
  if (there.items_file != plan.items_file) fs::remove(items_path, ignored);
  check_same_settings(path, there.settings, plan.settings);
  return false;
}

BatchPlan read_plan(const std::string& out) {
  const std::string path = plan_path(out);
  if (!fs::exists(path))
    throw Error(ExitCode::Missing, path + ": no such file; vidcam plan makes it");
  const std::string text = read_text_file(path, "plan of a batch");
  try {
    return parse_plan(text);
  } catch (const std::exception& e) {
    throw Error(ExitCode::Unusable, path + ": not as vidcam plan writes it: " + e.what());
  }
}

namespace {

// The lines of a shard; "" where the file is shorter.
std::string lines_of(const std::string& path, const ShardRange& range) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ExitCode::Missing, path + ": cannot be opened; vidcam plan makes it");
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || size < static_cast<uintmax_t>(range.at + range.bytes)) return "";
  std::string text(static_cast<size_t>(range.bytes), '\0');
  file.seekg(range.at).read(text.data(), range.bytes);
  if (!file) throw io_error(path, "be read");
  return text;
}

}  // namespace

std::vector<BatchItem> read_items(const std::string& out, const BatchPlan& plan, int shard) {
  const std::string path = in_folder(out, plan.items_file);
  const ShardRange& range = plan.ranges.at(static_cast<size_t>(shard));
  const std::string text = lines_of(path, range);
  std::istringstream lines(text);
  std::vector<BatchItem> items;
  items.reserve(std::min(static_cast<size_t>(range.items), text.size()));
  for (std::string line; std::getline(lines, line);) {
    try {
      const Json json = Json::parse(line);
      items.push_back({json.at("id"), json.at("path"), json.value("label", ""),
                       json.contains("truth") ? json["truth"] : Json()});
    } catch (const Json::exception&) {
      break;  // counted below
    }
  }
  if (static_cast<int64_t>(items.size()) != range.items)
    throw Error(ExitCode::Unusable, path + ": is not the file that was planned: shard " +
                                        std::to_string(shard) + " should have " +
                                        std::to_string(range.items) + " items, " +
                                        std::to_string(items.size()) + " can be read");
  return items;
}

}  // namespace vidcam
