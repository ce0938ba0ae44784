#include "pipeline/cli/report/explain_folder.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include "pipeline/base/error.h"
#include "pipeline/base/text_file.h"
#include "pipeline/cli/report/media_link.h"

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

const char kSideBySide[] = "side-by-side";

bool is_record(const Json& json) {
  return json.is_object() && json.contains("vidcam") && json.contains("input") &&
         json.contains("clips") && json.contains("outputs");
}

// JSON knows no NaN: a probability that is none is null.
double number_or_zero(const Json& value) { return value.is_number() ? value.get<double>() : 0; }

void add_clip(const Json& clip, ExplainRecord& out) {
  ClipMoment moment{
      clip.at("first_frame"), clip.at("frames"), number_or_zero(clip.at("start_seconds")), {}};
  for (const char* list : {"top", "targets"}) {
    for (const Json& c : clip.at(list)) {
      if (c.at("probability").is_number())
        moment.probability[c.at("label").get<std::string>()] = c.at("probability");
    }
  }
  out.moments.push_back(std::move(moment));
  for (const Json& target : clip.at("targets")) {
    for (size_t m = 0; m < out.methods.size(); ++m) {
      const Json& status = target.at("methods").at(out.methods[m]).at("status");
      out.flat[m] += status == "flat" ? 1 : 0;
      out.not_finite[m] += status == "nonfinite" ? 1 : 0;
    }
  }
}

// What was said most often, of equals the first.
class Most {
 public:
  void add(const std::string& word) {
    const auto same =
        std::find_if(said_.begin(), said_.end(), [&](const auto& s) { return s.first == word; });
    if (same == said_.end()) {
      said_.emplace_back(word, 1);
    } else {
      ++same->second;
    }
  }
  [[nodiscard]] std::string word() const {
    const auto most = std::max_element(said_.begin(), said_.end(),
                                       [](auto& a, auto& b) { return a.second < b.second; });
    return most == said_.end() ? "" : most->first;
  }

 private:
  std::vector<std::pair<std::string, int>> said_;
};

void set_methods(const Json& target, ExplainRecord& out) {
  for (const auto& [name, map] : target.at("methods").items()) out.methods.push_back(name);
  out.flat.resize(out.methods.size());
  out.not_finite.resize(out.methods.size());
}

void read_clips(const Json& clips, ExplainRecord& out) {
  Most predicted, explained;
  double sum = 0;
  out.moments.reserve(clips.size());
  for (const Json& clip : clips) {
    const Json& targets = clip.at("targets");
    if (out.methods.empty() && !targets.empty()) set_methods(targets[0], out);
    add_clip(clip, out);
    out.targets = std::max(out.targets, targets.size());
    if (!clip.at("top").empty()) predicted.add(clip.at("top")[0].at("label"));
    if (targets.empty()) continue;
    explained.add(targets[0].at("label"));
    sum += number_or_zero(targets[0].at("probability"));
  }
  if (!clips.empty()) out.confidence = sum / static_cast<double>(clips.size());
  out.predicted = predicted.word();
  out.explained = explained.word();
}

// "METHOD", "METHOD_TARGET_VIEW", "[TARGET_]side-by-side", "sheet" -> its parts. Methods hold no
// "_".
std::optional<PaintedFile> parts_of(const fs::path& path, const std::string& what,
                                    const std::vector<std::string>& methods) {
  if (what.ends_with(kSideBySide)) {
    const size_t rest = what.size() - std::string(kSideBySide).size();
    return PaintedFile{path, "side by side", what.substr(0, rest > 0 ? rest - 1 : 0), kSideBySide};
  }
  if (what == "sheet") return PaintedFile{path, "all methods", "", what};
  const std::string method = what.substr(0, what.find('_'));
  if (std::find(methods.begin(), methods.end(), method) == methods.end()) return std::nullopt;
  PaintedFile file{path, method, "", ""};
  if (method.size() == what.size()) return file;
  const size_t view = what.rfind('_');
  file.view = what.substr(view + 1);
  if (view > method.size()) file.target = what.substr(method.size() + 1, view - method.size() - 1);
  return file;
}

void read_outputs(const Json& outputs, ExplainRecord& out) {
  for (const Json& output : outputs) {
    const fs::path name = fs::path(output.get<std::string>()).filename();
    const std::string suffix = name.extension().string(), stem = name.stem().string();
    if ((suffix != ".mp4" && suffix != ".png" && suffix != ".jpg") ||
        !stem.starts_with(out.stem + "_"))
      continue;
    const std::string what = stem.substr(out.stem.size() + 1);
    if (what == "source") {
      out.source = out.folder / name;
    } else if (auto file = parts_of(out.folder / name, what, out.methods)) {
      out.painted.push_back(std::move(*file));
    }
  }
}

// What pages take as it is.
void check_kinds(const Json& json) {
  for (const char* key : {"input", "model", "conventions"})
    static_cast<void>(json.value(key, Json::object()).get_ref<const Json::object_t&>());
  for (const char* key : {"vidcam", "status"})
    static_cast<void>(json.value(key, Json("")).get_ref<const std::string&>());
  for (const Json& warning : json.value("warnings", Json::array()))
    static_cast<void>(warning.get_ref<const std::string&>());
}

std::string text_at(const Json& json, const char* object, const char* key) {
  const Json inner = json.value(object, Json::object());
  return inner.contains(key) && inner[key].is_string() ? inner[key].get<std::string>() : "";
}

bool is_channel_sheet(const ExplainRecord& record) {
  return record.stem.ends_with(kTopChannels) && !record.methods.empty() &&
         std::all_of(record.methods.begin(), record.methods.end(),
                     [](const std::string& method) { return method.starts_with("channel"); });
}

// The sheets of an input's channels are its pictures, not another item.
void fold_channel_sheets(std::vector<ExplainRecord>& records) {
  const auto folded = [&](const ExplainRecord& sheet) {
    if (!is_channel_sheet(sheet)) return false;
    const std::string stem = sheet.stem.substr(0, sheet.stem.size() - kTopChannels.size());
    const auto owner = std::find_if(records.begin(), records.end(), [&](const auto& record) {
      return record.stem == stem && record.input() == sheet.input();
    });
    if (owner == records.end()) return false;
    for (const PaintedFile& file : sheet.painted)
      owner->painted.push_back({file.path, "top channels", "", file.view});
    return true;
  };
  std::vector<ExplainRecord> kept;
  std::vector<bool> gone;
  for (const ExplainRecord& record : records) gone.push_back(folded(record));
  for (size_t i = 0; i < records.size(); ++i)
    if (!gone[i]) kept.push_back(std::move(records[i]));
  records = std::move(kept);
}

}  // namespace

fs::path ExplainRecord::input() const { return text_at(record, "input", "path"); }
fs::path ExplainRecord::shown_source() const {
  if (!media_link(source, folder).is_null()) return source;
  return is_gapless(moments) && !media_link(input(), folder).is_null() ? input() : fs::path();
}

std::string ExplainRecord::sha256() const { return text_at(record, "input", "sha256"); }
std::string ExplainRecord::model_digest() const { return text_at(record, "model", "sha256"); }
std::string ExplainRecord::layer() const { return text_at(record, "model", "layer"); }

double ExplainRecord::frame_rate() const {
  const Json input = record.value("input", Json::object());
  return input.contains("frame_rate") ? number_or_zero(input["frame_rate"]) : 0;
}

std::optional<ExplainRecord> read_explain_record(const fs::path& path) {
  std::ifstream file(path);
  Json json = reading_from(path.string(), [&] { return Json::parse(file, nullptr, false); });
  if (!is_record(json)) return std::nullopt;
  ExplainRecord out;
  out.folder = path.parent_path();
  out.stem = path.stem().string();
  try {
    check_kinds(json);
    read_clips(json.at("clips"), out);
    read_outputs(json.at("outputs"), out);
    json.erase("clips");
    out.record = std::move(json);
  } catch (const Json::exception& e) {
    throw Error(ExitCode::Unusable,
                path.string() + ": no record as vidcam explain writes them: " + e.what());
  }
  return out;
}

std::vector<ExplainRecord> read_explain_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw Error(ExitCode::Missing, folder.string() + ": no such folder");
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json" && entry.is_regular_file())
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<ExplainRecord> records;
  records.reserve(files.size());
  for (const fs::path& file : files) {
    if (auto record = read_explain_record(file)) records.push_back(std::move(*record));
  }
  fold_channel_sheets(records);
  return records;
}

std::vector<ExplainRecord> read_explain_folders(const std::vector<std::string>& folders) {
  std::vector<ExplainRecord> all;
  for (const std::string& folder : folders) {
    auto records = read_explain_folder(folder);
    if (records.empty())
      throw Error(ExitCode::Unusable, folder + ": holds no records of vidcam explain (STEM.json)");
    std::move(records.begin(), records.end(), std::back_inserter(all));
  }
  return all;
}

Json media_of(const ExplainRecord& record, const fs::path& page_folder) {
  Json views = Json::array();
  for (const PaintedFile& file : record.painted) {
    Json view = media_link(file.path, page_folder);
    if (view.is_null()) continue;
    const std::string group = file.target.empty() ? file.view : file.target + ", " + file.view;
    view["method"] = file.method;
    view["view"] = file.view;
    view["group"] = group.empty() ? "overlay" : group;
    views.push_back(std::move(view));
  }
  Json source = media_link(record.shown_source(), page_folder);
  if (views.empty() && source.is_null()) return {};
  return {{"source", source}, {"views", views}};
}

}  // namespace vidcam
