#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace vidcam {

// What a journal keeps of the results of an input, so that tables of a million need no more.
struct ItemSummary {
  bool found = false;  // its record and all files that the record names are there
  bool partial = false;
  // Clips, frames, what was predicted and explained, flat maps, warnings, and "outputs": the files
  // with their sizes, paths from the batch's folder on.
  nlohmann::ordered_json json;
};

// out: the batch's folder. Throws Error (Unusable) for a record that says something else than
// vidcam explain writes.
[[nodiscard]] ItemSummary summarise_item(const std::string& out, const std::string& record_path,
                                         const std::string& input_path);

}  // namespace vidcam
