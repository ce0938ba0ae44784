#pragma once

#include <map>
#include <string>
#include <vector>

// What `vidcam eval` wrote, read back without its own code.
namespace vidcam::testing {

[[nodiscard]] std::string contents(const std::string& path);

// A row of results.csv: column -> cell. Cells in quotes may hold commas.
using TableRow = std::map<std::string, std::string>;
[[nodiscard]] std::vector<TableRow> read_table(const std::string& path);

// The row of an item and method; throws std::runtime_error where there is none.
[[nodiscard]] const TableRow& row_of(const std::vector<TableRow>& table, const std::string& id,
                                     const std::string& method);

// eval INPUT... with the sample model into `out`, and further arguments.
[[nodiscard]] std::vector<std::string> eval_arguments(const std::vector<std::string>& inputs,
                                                      const std::string& out,
                                                      const std::vector<std::string>& more = {});

// The sample videos with their boxes and labels.
[[nodiscard]] std::string sample_manifest();

}  // namespace vidcam::testing
