#include "pipeline/cli/eval/eval_outcomes.h"

#include <unordered_map>

namespace vidcam {

EvalOutcomes::EvalOutcomes(EvalLog& log, const std::vector<EvalItem>& items,
                           const std::vector<std::string>& methods)
    : log_(log), known_(items.size()) {
  std::unordered_map<std::string, size_t> by_id;
  for (size_t i = 0; i < items.size(); ++i) by_id[items[i].truth.id] = i;
  for (size_t r = 0; r < log_.size(); ++r) {
    const auto found = by_id.find(from_record(log_.record(r), methods).id);
    if (found != by_id.end()) known_[found->second].record = r;
  }
}

std::vector<size_t> EvalOutcomes::todo() const {
  std::vector<size_t> todo;
  for (size_t i = 0; i < known_.size(); ++i) {
    if (!known_[i].record) todo.push_back(i);
  }
  return todo;
}

void EvalOutcomes::add(std::span<const ItemOver> group) {
  std::vector<std::string> records;
  size_t next = log_.size();
  for (const ItemOver& over : group) {
    Known& known = known_.at(over.item);
    known = {{}, over.outcome.failure, over.outcome.code};
    if (over.outcome.record.empty()) continue;
    known.record = next++;
    records.push_back(over.outcome.record);
  }
  if (!records.empty()) log_.append(records);
}

ItemOutcome EvalOutcomes::at(size_t item) const {
  const Known& known = known_.at(item);
  return {known.record ? log_.record(*known.record) : "", false, known.failure, known.code};
}

std::vector<ExitCode> EvalOutcomes::failures() const {
  std::vector<ExitCode> codes;
  for (const Known& known : known_) {
    if (!known.record) codes.push_back(known.code);
  }
  return codes;
}

}  // namespace vidcam
