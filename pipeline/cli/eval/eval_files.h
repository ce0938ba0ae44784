#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/cli/eval/eval_run.h"
#include "pipeline/cli/eval/summary.h"

namespace vidcam {

// What is written of an evaluation, beside what became of its items.
struct EvalReport {
  const EvalSettings& settings;
  const ModelFacts& facts;
  const std::vector<EvalItem>& items;
  const std::vector<ItemOutcome>& outcomes;
  const std::vector<std::string>& faults;  // of the manifest
  const EvalLog& log;
  nlohmann::ordered_json settings_text;  // settings_json()
};

// Writes into settings.out, each atomically: results.csv (a row an item and method), results.jsonl
// (an item a line, with its clips), curves.csv where there are curves, summary.md, summary.tex,
// command.txt, summary.json. The paths. Throws Error (Io).
[[nodiscard]] std::vector<std::string> write_eval(const EvalReport& report,
                                                  const EvalSummary& summary);

}  // namespace vidcam
