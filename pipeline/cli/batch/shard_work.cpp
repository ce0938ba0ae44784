#include "pipeline/cli/batch/shard_work.h"

#include <algorithm>
#include <utility>

#include "pipeline/run/atomic_file.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

namespace {

// What went wrong without the name of what it went wrong with, so that failures can be counted.
std::string reason_of(const std::string& path, std::string message) {
  const std::string start = path + ": ";
  if (message.starts_with(start)) message.erase(0, start.size());
  for (size_t at = 0; (at = message.find(path, at)) != std::string::npos;)
    message.replace(at, path.size(), "the input");
  return message;
}

Json record_of(const ItemEnd& end) {
  const OpenItem& open = *end.item;
  if (end.failure.empty()) return done_record(open.item.id, end.partial, open.attempt, end.more);
  Json record =
      failed_record(open.item.id, open.attempt, end.code, reason_of(open.item.path, end.failure));
  if (!end.more.is_null()) record.update(end.more);
  return record;
}

void count(const Json& record, const ItemEnd& end, ShardCounts& counts) {
  if (end.failure.empty()) {
    ++(end.partial ? counts.partial : counts.ok);
  } else {
    ++counts.failed;
    ++counts.reasons[record.at("reason")];
  }
}

}  // namespace

ShardWork::ShardWork(const std::string& out, const BatchPlan& plan, int shard, bool retry_failed,
                     const ItemResults& results)
    : folder_(shard_folder(out, shard)), journal_(folder_) {
  make_output_folder(folder_);
  ShardState state = read_shard(folder_);
  std::vector<OpenItem> unknown;  // perhaps done, but not written down
  size_t place = 0;
  for (BatchItem& item : read_items(out, plan, shard)) {
    OpenItem open{std::move(item), place++};
    const auto known = state.items.find(open.item.id);
    if (known == state.items.end()) {
      unknown.push_back(std::move(open));
      continue;
    }
    const bool failure = known->second.status == ItemStatus::Failed;
    const bool there = !results.there || results.there(known->second);
    if (failure ? !retry_failed : there) continue;
    open.attempt = known->second.attempt + (failure ? 1 : 0);
    state.items.erase(known);
    todo_.push_back(std::move(open));
  }
  counts_ = counts_of(state, plan.ranges.at(static_cast<size_t>(shard)).items);
  if (!todo_.empty() || !unknown.empty()) remove_done(folder_);
  for (OpenItem& open : unknown) look_for(open, results);
  std::sort(todo_.begin(), todo_.end(),
            [](const OpenItem& a, const OpenItem& b) { return a.place < b.place; });
  if (todo_.empty()) close();
}

void ShardWork::look_for(OpenItem& open, const ItemResults& results) {
  const ItemSummary there = results.finish ? results.finish(open.item) : ItemSummary();
  if (!there.found) return todo_.push_back(std::move(open));
  const ItemEnd end{&open, there.partial, there.json};
  write({&end, 1}, {});
}

void ShardWork::over(std::span<const ItemEnd> ends, const Json& made_with) {
  write(ends, made_with == made_with_ ? Json() : made_with);
  made_with_ = made_with;
  if (complete()) close();
}

void ShardWork::write(std::span<const ItemEnd> ends, const Json& made_with) {
  std::vector<Json> records;
  for (const ItemEnd& end : ends) records.push_back(record_of(end));
  const bool plain = records.size() == 1 && made_with.is_null();
  journal_.append(plain ? records[0] : group_record(records, made_with));
  for (size_t i = 0; i < ends.size(); ++i) count(records[i], ends[i], counts_);
}

// Another process may have finished what failed here.
void ShardWork::close() {
  counts_ = counts_of(read_shard(folder_), counts_.items);
  if (complete()) write_done(folder_, counts_);
}

}  // namespace vidcam
