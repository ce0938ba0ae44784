#include "pipeline/cli/batch/merged_files.h"

#include <array>
#include <filesystem>

#include "pipeline/base/csv.h"
#include "pipeline/run/json_text.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::array kColumns{"status",    "clips",     "frames",      "duration_seconds",
                              "predicted", "explained", "probability", "reason"};

std::string in_folder(const std::string& out, const char* name) {
  return (std::filesystem::path(out) / name).string();
}

Json line_of(const BatchItem& item, const ItemRecord* record) {
  Json line{{"id", item.id}, {"path", item.path}, {"label", item.label}};
  if (record == nullptr) {
    line["status"] = "missing";
    return line;
  }
  // When it was done is no result.
  for (const auto& [key, value] : record->record.items()) {
    if (key != "id" && key != "at") line[key] = value;
  }
  return line;
}

std::string cell(const Json& line, const char* column) {
  const auto found = line.find(column);
  if (found == line.end() || found->is_null()) return "";
  return csv_cell(found->is_string() ? found->get<std::string>() : found->dump());
}

}  // namespace

MergedFiles::MergedFiles(const std::string& out)
    : lines_(in_folder(out, "results.jsonl")), table_(in_folder(out, "results.csv")) {
  std::string head = "id,path,label";
  for (const char* column : kColumns) head += std::string(",") + column;
  table_.append(head + "\n");
}

void MergedFiles::add(const BatchItem& item, const ItemRecord* record) {
  const Json line = line_of(item, record);
  lines_.append(json_line(line) + "\n");
  std::string row = csv_cell(item.id) + "," + csv_cell(item.path) + "," + csv_cell(item.label);
  for (const char* column : kColumns) row += "," + cell(line, column);
  table_.append(row + "\n");
  const auto number = [&](const char* key) {
    const auto found = line.find(key);
    return found != line.end() && found->is_number() ? found->get<int64_t>() : 0;
  };
  clips_ += number("clips");
  frames_ += number("frames");
}

std::vector<std::string> MergedFiles::commit() {
  lines_.commit();
  table_.commit();
  return {lines_.path(), table_.path()};
}

}  // namespace vidcam
