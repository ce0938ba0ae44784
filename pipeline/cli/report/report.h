#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vidcam {

// Everything that the page of a results folder shows, from what lies in it: an evaluation
// (summary.json, results.jsonl, command.txt), or the records of `vidcam explain`. media: folders of
// `vidcam explain` whose videos belong to the items of an evaluation: found by the input's path,
// else by its name and digest. Throws Error: Missing, Unusable; OtherSettings where the videos were
// made with another model or layer than the evaluation; Usage for a batch of explanations, whose
// page merge makes.
[[nodiscard]] nlohmann::ordered_json report_data(const std::string& folder,
                                                 const std::vector<std::string>& media);

// What a page calls a folder; "out/" and "." have a name, too.
[[nodiscard]] std::string title_of(const std::string& folder);

// Writes FOLDER/report.html with these data ("title" among them), atomically. Its path. Throws
// Error (Io).
std::string write_page(const std::string& folder, const nlohmann::ordered_json& data);

// The same of what lies in the folder. Its path. Throws Error as above, Io.
std::string write_report(const std::string& folder, const std::vector<std::string>& media = {});

}  // namespace vidcam
