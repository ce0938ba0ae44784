#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {

// A batch of short videos by the sample model, run by the real programs.
class BatchRuns {
 public:
  // Videos v0, v1, ... are links to one sample video; their ids are their names.
  explicit BatchRuns(int videos);

  [[nodiscard]] std::string out() const { return dir_ / "out"; }
  [[nodiscard]] std::string manifest() const { return dir_ / "list.tsv"; }
  [[nodiscard]] const TempDir& dir() const { return dir_; }

  // A line more in the manifest.
  void add(const std::string& path, const std::string& id = "");

  // vidcam COMMAND --out OUT and these arguments.
  [[nodiscard]] ProgramRun command(const std::string& name,
                                   const std::vector<std::string>& more = {},
                                   const std::function<bool()>& kill_when = {},
                                   int signal = SIGKILL) const;
  [[nodiscard]] ProgramRun plan(int shards, const std::vector<std::string>& more = {}) const;
  // What plan() says to the program.
  [[nodiscard]] std::vector<std::string> plan_arguments(
      int shards, const std::vector<std::string>& more = {}) const;

  // Lines in all journals; a line holds one item, or those of an evaluation that shared a batch.
  [[nodiscard]] int journal_lines() const;
  // Items in whole lines of all journals, as the files say themselves.
  [[nodiscard]] int recorded_items() const;
  // The files under OUT/videos and the merged ones, by their paths from OUT on.
  [[nodiscard]] std::map<std::string, std::string> results() const;
  // OUT is kept under another name, and may be planned anew.
  void set_aside(const std::string& name) const;
  // The lines of results.jsonl.
  [[nodiscard]] std::vector<nlohmann::json> merged() const;

 private:
  [[nodiscard]] std::vector<std::string> journal() const;

  TempDir dir_;
};

// Sets an environment variable for as long as it lives.
class Variable {
 public:
  Variable(std::string name, const std::string& value);
  ~Variable();
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
};

}  // namespace vidcam::testing
