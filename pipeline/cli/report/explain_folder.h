#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cli/report/time_line.h"

namespace vidcam {

// What stands behind an input's stem in the names of its channels' contact sheet, raw maps and
// record (--channel-sheet).
inline constexpr std::string_view kTopChannels = "_top-channels";

// A painted file of `vidcam explain`, by its name: STEM_METHOD[_TARGET_VIEW].
struct PaintedFile {
  std::filesystem::path path;
  std::string method;  // "side by side", "all methods" (a sheet), "top channels" (theirs)
  std::string target;  // "" where the name does not say it
  std::string view;    // the same
};

// One record of `vidcam explain` (STEM.json), as far as pages need it.
struct ExplainRecord {
  std::filesystem::path folder;
  std::string stem;
  nlohmann::ordered_json record;  // without its clips
  std::vector<std::string> methods;
  std::vector<ClipMoment> moments;
  std::string predicted;      // of most clips
  std::string explained;      // class of the first target, of most clips
  size_t targets = 0;         // of a clip
  double confidence = 0;      // of the first target, mean over clips
  std::vector<int64_t> flat;  // maps, of each method, all targets
  std::vector<int64_t> not_finite;
  std::filesystem::path source;  // STEM_source as written; empty: was not asked for
  std::vector<PaintedFile> painted;

  // The input as it was named then.
  [[nodiscard]] std::filesystem::path input() const;
  // What a page may show beside the painted files: the source as it was written, else the input
  // itself where the results are in step with it. Empty: neither is a file that browsers show.
  [[nodiscard]] std::filesystem::path shown_source() const;
  [[nodiscard]] std::string sha256() const;  // of the input; "" for a folder of frames
  [[nodiscard]] std::string model_digest() const;
  [[nodiscard]] std::string layer() const;
  [[nodiscard]] double frame_rate() const;  // 0: not known
};

// One record. Nothing where the file is not there, or is no record. Throws Error (Unusable) for one
// that says something else than vidcam explain writes.
[[nodiscard]] std::optional<ExplainRecord> read_explain_record(const std::filesystem::path& path);

// The records in a folder, by name; that of an input's channels (--channel-sheet) is no record of
// its own, its sheet is painted of the input's. Other .json files are passed over. Throws Error:
// Missing for no such folder; Unusable for a record that says something else than vidcam explain
// writes.
[[nodiscard]] std::vector<ExplainRecord> read_explain_folder(const std::filesystem::path& folder);

// Those of several folders. Throws also Error (Unusable) for a folder without any.
[[nodiscard]] std::vector<ExplainRecord> read_explain_folders(
    const std::vector<std::string>& folders);

// What a page shows of it, from a page in `page_folder`: {"source": link or null, "views":
// [link and "method", "view", "group"]}; null where nothing is there any more.
[[nodiscard]] nlohmann::ordered_json media_of(const ExplainRecord& record,
                                              const std::filesystem::path& page_folder);

}  // namespace vidcam
