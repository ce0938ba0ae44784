#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vidcam {

// Everything that the page of a results folder shows, from what lies in it: an evaluation
// (summary.json, results.jsonl, command.txt), or the records of `vidcam explain`. media: folders of
// `vidcam explain` whose videos belong to the items of an evaluation: found by the input's path,
// else by its name and digest. Throws Error: Missing, Unusable; OtherSettings where the videos were
// made with another model or layer than the evaluation.
[[nodiscard]] nlohmann::ordered_json report_data(const std::string& folder,
                                                 const std::vector<std::string>& media);

// Writes FOLDER/report.html, atomically. Its path. Throws Error as above, Io.
std::string write_report(const std::string& folder, const std::vector<std::string>& media = {});

}  // namespace vidcam
