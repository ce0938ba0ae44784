#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/item_summary.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/journal.h"
#include "pipeline/run/shard_state.h"

namespace vidcam {

// An item that is left to do.
struct OpenItem {
  BatchItem item;
  size_t place = 0;  // within its shard
  int attempt = 1;
};

// What came of one.
struct ItemEnd {
  const OpenItem* item = nullptr;
  bool partial = false;         // of a damaged input
  nlohmann::ordered_json more;  // further members of its record
  std::string failure = {};     // not empty: it failed, and why, one line
  ExitCode code = ExitCode::Ok;
};

// What the items of a batch leave behind beside the journal; where nothing, both are empty.
struct ItemResults {
  std::function<bool(const ItemRecord&)> there;         // all that the record names
  std::function<ItemSummary(const BatchItem&)> finish;  // whole results, nobody wrote down
};

// One shard as a process works on it: what is left to do, and a journal of what it did. Others may
// work on the same shard at the same time: each has a journal of its own, and results of the same
// name and content. Not thread-safe.
class ShardWork {
 public:
  // What has no record is left to do; so is what has one but not its results any more, and with
  // retry_failed what failed. Results that a killed run finished but did not write down are written
  // down now. Throws Error (Missing, Unusable, Io).
  ShardWork(const std::string& out, const BatchPlan& plan, int shard, bool retry_failed,
            const ItemResults& results);

  // In the order of the manifest.
  [[nodiscard]] const std::vector<OpenItem>& todo() const { return todo_; }

  // Writes down what came of items of todo(), of all or, where it throws, of none. made_with: what
  // their results were made with; it is written where it is not what this process wrote last.
  // Throws Error (Io).
  void over(std::span<const ItemEnd> ends, const nlohmann::ordered_json& made_with = {});

  // Every item has its record: done.json is there then.
  [[nodiscard]] bool complete() const { return counts_.missing() == 0; }
  [[nodiscard]] const ShardCounts& counts() const { return counts_; }

 private:
  void look_for(OpenItem& open, const ItemResults& results);
  void write(std::span<const ItemEnd> ends, const nlohmann::ordered_json& made_with);
  void close();

  std::string folder_;
  Journal journal_;
  nlohmann::ordered_json made_with_;  // as written last
  std::vector<OpenItem> todo_;
  ShardCounts counts_;
};

}  // namespace vidcam
