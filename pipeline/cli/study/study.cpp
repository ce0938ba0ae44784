#include "pipeline/cli/study/study.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"
#include "pipeline/base/sha256.h"
#include "pipeline/cli/report/explain_folder.h"
#include "pipeline/cli/report/html_page.h"
#include "pipeline/cli/report/media_link.h"
#include "pipeline/cli/study/study_page_text.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/json_text.h"

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// One item before it gets its number.
struct Candidate {
  const ExplainRecord* record = nullptr;
  fs::path a;
  fs::path b;
  fs::path source;  // empty: there is none that a browser shows in step
};

std::string name_of(const ExplainRecord& record) {
  return (record.folder / (record.stem + ".json")).string();
}

void check_blind(const ExplainRecord& record) {
  const Json conventions = record.record.value("conventions", Json::object());
  if (!conventions.contains("text") || conventions["text"] != false)
    throw Error(ExitCode::Usage, name_of(record) +
                                     ": its pictures name their method; explain again with "
                                     "--no-text");
  if (record.targets != 1 || record.explained != record.predicted)
    throw Error(ExitCode::Usage, name_of(record) + ": explains " +
                                     (record.targets == 1 ? record.explained : "several classes") +
                                     " where the model says " + record.predicted +
                                     "; a study is of --target top1");
}

fs::path file_of(const ExplainRecord& record, const std::string& method, const std::string& view) {
  std::vector<fs::path> found;
  std::vector<std::string> views;
  for (const PaintedFile& file : record.painted) {
    if (file.method != method) continue;
    views.push_back(file.view);
    if (view.empty() || file.view.empty() || file.view == view) found.push_back(file.path);
  }
  if (views.empty())
    throw Error(ExitCode::Usage, name_of(record) + ": is not explained by " + method +
                                     "; it is by " + joined(record.methods, ", "));
  if (found.size() != 1)
    throw Error(ExitCode::Usage,
                name_of(record) + ": --view " + view + ": choose one of " + joined(views, ", "));
  if (media_link(found.front(), record.folder).is_null())
    throw Error(ExitCode::Missing, found.front().string() + ": no such file any more");
  return found.front();
}

// Fisher and Yates, by a generator that is the same on every machine.
template <class T>
void shuffle(std::vector<T>& list, std::mt19937_64& random) {
  for (size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random() % i]);
}

std::vector<Candidate> candidates_of(const std::vector<ExplainRecord>& records,
                                     const StudyOptions& options) {
  std::vector<Candidate> all;
  all.reserve(records.size());
  for (const ExplainRecord& record : records) {
    check_blind(record);
    all.push_back({&record, file_of(record, options.method_a, options.view),
                   file_of(record, options.method_b, options.view), record.shown_source()});
  }
  return all;
}

void check_io(const std::error_code& error, const fs::path& path, const std::string& what) {
  if (error) throw Error(ExitCode::Io, path.string() + ": " + what + ": " + error.message());
}

// To this size, by a box that MP4 readers pass over; readers of pictures do so with anything behind
// the end. size: at least 8 more than the file has.
void pad(const fs::path& path, uintmax_t size) {
  const uintmax_t more = size - fs::file_size(path);
  std::string box(more, '\0');
  for (size_t i = 0; i < 4; ++i) box[i] = static_cast<char>(more >> (24 - 8 * i) & 0xFFU);
  box.replace(4, 4, "free");
  std::ofstream file(path, std::ios::binary | std::ios::app);
  if (!file.write(box.data(), static_cast<std::streamsize>(box.size())).flush())
    throw Error(ExitCode::Io, path.string() + ": cannot be written; is the disk full?");
}

// Copies under names that say nothing, the first two of one size, all of one date. The links from
// the page.
Json place(const std::vector<fs::path>& files, const std::vector<std::string>& names,
           const fs::path& judges) {
  std::vector<fs::path> copies;
  copies.reserve(files.size());
  uintmax_t size = 0;
  std::error_code error;
  for (size_t i = 0; i < files.size(); ++i) {
    copies.push_back(judges / "media" / (names[i] + files[i].extension().string()));
    fs::copy_file(files[i], copies[i], fs::copy_options::overwrite_existing, error);
    check_io(error, files[i], "cannot be copied to " + copies[i].string());
    if (i < 2) size = std::max(size, fs::file_size(copies[i]) + 8);
  }
  Json links = Json::array();
  const std::chrono::sys_seconds date = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
  for (size_t i = 0; i < copies.size(); ++i) {
    if (i < 2) pad(copies[i], size);
    fs::last_write_time(copies[i], fs::file_time_type::clock::from_sys(date), error);
    check_io(error, copies[i], "cannot be dated");
    links.push_back(media_link(copies[i], judges));
  }
  return links;
}

std::string number_text(size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

struct Study {
  Json page = Json::array();
  Json key = Json::array();
};

void add(const Candidate& candidate, bool a_left, const StudyOptions& options,
         const fs::path& judges, Study& study) {
  const size_t number = study.page.size() + 1;
  const std::string name = number_text(number);
  const ExplainRecord& record = *candidate.record;
  std::vector<fs::path> files{candidate.a, candidate.b};
  if (!a_left) std::swap(files[0], files[1]);
  if (!candidate.source.empty()) files.push_back(candidate.source);
  const Json links = place(files, {name + "l", name + "r", name + "s"}, judges);
  study.page.push_back({{"item", number},
                        {"left", links[0]},
                        {"right", links[1]},
                        {"source", links.size() > 2 ? links[2] : Json()},
                        {"says", record.predicted},
                        {"probability", short_number(record.confidence)}});
  study.key.push_back({{"item", number},
                       {"left", a_left ? options.method_a : options.method_b},
                       {"right", a_left ? options.method_b : options.method_a},
                       {"input", record.input().string()},
                       {"record", name_of(record)}});
}

std::string write_page(const StudyOptions& options, const fs::path& judges, const std::string& id,
                       const Json& items) {
  const std::string path = (judges / "study.html").string();
  const Json data{{"study", id}, {"question", options.question}, {"items", items}};
  write_file_atomically(path, html_page(study_page_text(), "Which explanation?", data));
  return path;
}

}  // namespace

std::vector<std::string> make_study(const StudyOptions& options) {
  const fs::path out = options.out, judges = out / "judges";
  const std::string key_path = (out / "key.json").string();
  std::error_code error;
  if (fs::exists(key_path, error))
    throw Error(ExitCode::OtherSettings,
                options.out + ": holds a study, whose answers need its key; choose another --out");
  const auto records = read_explain_folders(options.folders);
  std::vector<Candidate> chosen = candidates_of(records, options);
  std::mt19937_64 random(options.seed);
  shuffle(chosen, random);
  if (options.items > 0 && options.items < chosen.size()) chosen.resize(options.items);
  std::vector<char> a_left(chosen.size());
  for (size_t i = 0; i < a_left.size(); ++i) a_left[i] = i % 2 == 0 ? 1 : 0;
  shuffle(a_left, random);
  make_output_folder((judges / "media").string());
  Study study;
  for (size_t i = 0; i < chosen.size(); ++i) add(chosen[i], a_left[i] != 0, options, judges, study);
  Json key{{"vidcam", VIDCAM_VERSION},
           {"seed", options.seed},
           {"methods", {options.method_a, options.method_b}},
           {"question", options.question},
           {"items", study.key}};
  // The seed is in it: the number says nothing of the sides.
  const std::string id = sha256(json_line(key)).substr(0, 16);
  key["study"] = id;
  const std::string page = write_page(options, judges, id, study.page);
  write_file_atomically(key_path, json_file(key));
  return {page, key_path};
}

}  // namespace vidcam
