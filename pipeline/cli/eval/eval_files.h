#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/base/output_file.h"
#include "pipeline/cli/eval/eval_run.h"
#include "pipeline/cli/eval/summary.h"

namespace vidcam {

// What an evaluation was made with, as its summary says it.
struct EvalFacts {
  nlohmann::ordered_json model;        // model_json()
  nlohmann::ordered_json settings;     // settings_json()
  nlohmann::ordered_json conventions;  // all_conventions()
  std::vector<std::string> faults;     // of the manifest
  std::vector<std::string> warnings;
};

// The files of an evaluation, written while its items come one after the other: results.csv (a row
// an item and method), results.jsonl (an item a line, with its clips), curves.csv where there are
// curves; then summary.md, summary.tex, summary.json. Each gets its name when all are complete. Of
// an item that was measured only what SummaryTally keeps is held.
class EvalFiles {
 public:
  // out: the folder. Throws Error (Io), as all of them.
  EvalFiles(std::string out, std::vector<std::string> methods, std::vector<Figure> figures);

  // Items come in the order of the list. truth: who failed; a record says it itself. Throws Error
  // (Unusable) for a record that is none.
  void add(const TruthItem& truth, const ItemOutcome& outcome);

  // The paths of all files.
  std::vector<std::string> finish(const EvalFacts& facts, const BootstrapOptions& bootstrap);

  // Of finish().
  [[nodiscard]] const EvalSummary& summary() const { return summary_; }

 private:
  void add_measured(const ItemResult& result);
  void add_failed(const TruthItem& truth, const ItemOutcome& outcome);
  void add_curves(const ItemResult& result);

  std::string out_;
  std::vector<std::string> methods_;
  std::vector<Figure> figures_;
  OutputFile table_;
  OutputFile lines_;
  std::unique_ptr<OutputFile> curves_;  // once there is one
  SummaryTally tally_;
  EvalSummary summary_;
  std::vector<std::pair<std::string, std::string>> failures_;  // id, why
};

}  // namespace vidcam
