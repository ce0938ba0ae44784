#include "eval/manifest.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <utility>

#include "eval/manifest_row.h"
#include "eval/voc_boxes.h"
#include "pipeline/base/error.h"
#include "pipeline/base/text_file.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using detail::BadRow;
using detail::ManifestRow;

constexpr uintmax_t kLimit = uintmax_t{1} << 30;

std::string_view next_line(std::string_view& text) {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// '\0' for a blank line.
char first_of(std::string_view line) {
  const size_t at = line.find_first_not_of(" \t");
  return at == std::string_view::npos ? '\0' : line[at];
}

// A message is one line, whatever the manifest holds.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return text;
}

class Reader {
 public:
  Reader(const std::string& path, NamedFiles files)
      : path_(path), folder_(fs::path(path).parent_path()), files_(files) {}

  Manifest read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (int line = 1; !text.empty(); ++line) {
      const std::string_view row = next_line(text);
      if (first_of(row) == '\0') continue;
      if (!kind_known_ && first_of(row) != '{') {
        name_columns(row, line);
      } else {
        add(row, line);
      }
      kind_known_ = true;
    }
    if (out_.items.empty() && out_.faults.empty())
      throw Error(ExitCode::Unusable, path_ + ": names no items; one a line is expected");
    return std::move(out_);
  }

 private:
  void name_columns(std::string_view row, int line) {
    columns_ = detail::tsv_cells(row);
    auto names = columns_;
    std::sort(names.begin(), names.end());
    const bool twice = std::adjacent_find(names.begin(), names.end()) != names.end();
    if (!twice && std::binary_search(names.begin(), names.end(), "path")) return;
    throw Error(
        ExitCode::Usage,
        path_ + ":" + std::to_string(line) +
            ": no column \"path\", or a column twice; the first line names the columns, with "
            "tabs between them: path, id, label, boxes, mask, width, height");
  }

  void add(std::string_view text, int line) {
    try {
      ManifestRow row =
          columns_.empty() ? detail::row_from_json(text) : detail::row_from_tsv(columns_, text);
      row.item.line = line;
      complete(row);
      out_.items.push_back(std::move(row.item));
    } catch (const BadRow& bad) {
      add_fault(line, bad.what());
    } catch (const Error& error) {
      add_fault(line, error.what());
    }
  }

  void add_fault(int line, const std::string& reason) {
    out_.faults.push_back({line, one_line(path_ + ":" + std::to_string(line) + ": " + reason)});
  }

  // Looks for what the row names.
  void complete(ManifestRow& row) {
    TruthItem& item = row.item;
    if (item.path.empty()) throw BadRow("names no path");
    item.has_id = !item.id.empty();
    if (!item.has_id) item.id = item.path;
    item.path = beside(item.path);
    if (!item.mask.empty()) item.mask = beside(item.mask);
    if (!row.voc.empty()) take_voc(read_voc(beside(row.voc)), item);
    const auto [other, fresh] = lines_.try_emplace(item.id, item.line);
    if (!fresh)
      throw BadRow("id \"" + item.id + "\" is that of line " + std::to_string(other->second) +
                   " already");
  }

  std::string beside(const std::string& name) const {
    const fs::path path = (folder_ / name).lexically_normal();
    std::error_code ignored;
    if (files_ == NamedFiles::Exist && !fs::exists(path, ignored))
      throw BadRow("no such file: " + path.string());
    return path.string();
  }

  static void take_voc(const VocAnnotation& voc, TruthItem& item) {
    auto& boxes = item.boxes.emplace_back();
    for (const VocObject& object : voc.objects) boxes.push_back(object.box);
    item.width = voc.width;
    item.height = voc.height;
  }

  std::string path_;
  fs::path folder_;
  NamedFiles files_;
  bool kind_known_ = false;
  std::vector<std::string_view> columns_;  // of a TSV; none: JSON lines
  std::unordered_map<std::string, int> lines_;
  Manifest out_;
};

}  // namespace

std::span<const Box> TruthItem::boxes_of(int64_t frame) const {
  const int64_t at = per_frame ? frame : 0;
  if (at < 0 || at >= static_cast<int64_t>(boxes.size())) return {};
  return boxes[static_cast<size_t>(at)];
}

Manifest read_manifest(const std::string& path, NamedFiles files) {
  return parse_manifest(read_text_file(path, "manifest", kLimit), path, files);
}

Manifest parse_manifest(const std::string& text, const std::string& path, NamedFiles files) {
  return Reader(path, files).read(text);
}

}  // namespace vidcam
