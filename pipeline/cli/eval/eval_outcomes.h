#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/base/error.h"
#include "pipeline/cli/eval/eval_items.h"
#include "pipeline/cli/eval/eval_run.h"
#include "pipeline/run/record_log.h"

namespace vidcam {

// What became of the items of one `vidcam eval`: those that were measured stand in its log, now or
// from an earlier run, and with what they were made; failures are known for this run only.
class EvalOutcomes {
 public:
  // Throws Error (Io; Unusable for a log that holds something else).
  EvalOutcomes(RecordLog& log, const std::vector<EvalItem>& items,
               const std::vector<std::string>& methods);

  // made_with_json() of all runs, in their order, each that differs from the one before.
  [[nodiscard]] const std::vector<nlohmann::ordered_json>& made_with() const { return made_with_; }

  // The items that the log does not have.
  [[nodiscard]] std::vector<size_t> todo() const;

  // Of items that share batches, all that are finished together. made_with: of this run, by now.
  // Throws Error (Io).
  void add(std::span<const ItemOver> group, const nlohmann::ordered_json& made_with);

  // Of an item that is over; a record is read from the log. Throws Error (Io).
  [[nodiscard]] ItemOutcome at(size_t item) const;

  [[nodiscard]] std::vector<ExitCode> failures() const;

 private:
  struct Known {
    std::optional<size_t> record;  // of the log
    std::string failure;
    ExitCode code = ExitCode::Ok;
  };
  RecordLog& log_;
  std::vector<Known> known_;  // by item
  std::vector<nlohmann::ordered_json> made_with_;
};

}  // namespace vidcam
