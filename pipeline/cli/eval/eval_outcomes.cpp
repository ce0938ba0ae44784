#include "pipeline/cli/eval/eval_outcomes.h"

#include <unordered_map>

#include "pipeline/run/json_text.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::string_view kMadeWith = R"({"made_with":)";

}  // namespace

EvalOutcomes::EvalOutcomes(RecordLog& log, const std::vector<EvalItem>& items,
                           const std::vector<std::string>& methods)
    : log_(log), known_(items.size()) {
  std::unordered_map<std::string, size_t> by_id;
  for (size_t i = 0; i < items.size(); ++i) by_id[items[i].truth.id] = i;
  for (size_t r = 0; r < log_.size(); ++r) {
    const std::string record = log_.record(r);
    if (record.starts_with(kMadeWith)) {
      made_with_.push_back(Json::parse(record).at("made_with"));
      continue;
    }
    const auto found = by_id.find(from_record(record, methods).id);
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

void EvalOutcomes::add(std::span<const ItemOver> group, const Json& made_with) {
  std::vector<std::string> records;
  for (const ItemOver& over : group) {
    Known& known = known_.at(over.item);
    known = {{}, over.outcome.failure, over.outcome.code};
    if (over.outcome.record.empty()) continue;
    known.record = log_.size() + records.size();
    records.push_back(over.outcome.record);
  }
  if (records.empty()) return;
  // Behind them, and with them or not at all.
  if (made_with_.empty() || made_with_.back() != made_with) {
    made_with_.push_back(made_with);
    records.push_back(json_line(Json{{"made_with", made_with}}));
  }
  log_.append(records);
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
