#include "tests/cli/results_table.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/cli/run_program.h"

namespace vidcam::testing {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

}  // namespace

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<TableRow> read_table(const std::string& path) {
  std::istringstream text(contents(path));
  std::string line;
  if (!std::getline(text, line)) throw std::runtime_error("no table " + path);
  const std::vector<std::string> names = cells_of(line);
  std::vector<TableRow> rows;
  while (std::getline(text, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != names.size()) throw std::runtime_error("a row of another length: " + line);
    TableRow& row = rows.emplace_back();
    for (size_t i = 0; i < cells.size(); ++i) row[names[i]] = cells[i];
  }
  return rows;
}

const TableRow& row_of(const std::vector<TableRow>& table, const std::string& id,
                       const std::string& method) {
  for (const TableRow& row : table) {
    if (row.at("id") == id && row.at("method") == method) return row;
  }
  throw std::runtime_error("no row " + id + ", " + method);
}

std::vector<std::string> eval_arguments(const std::vector<std::string>& inputs,
                                        const std::string& out,
                                        const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"eval"};
  arguments.insert(arguments.end(), inputs.begin(), inputs.end());
  arguments.insert(arguments.end(), {"-m", sample_model(), "-o", out});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::string sample_manifest() {
  return std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/boxes.jsonl";
}

}  // namespace vidcam::testing
