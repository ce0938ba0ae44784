#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/base/error.h"
#include "pipeline/cli/explain/inputs.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/journal.h"
#include "pipeline/run/shard_state.h"

namespace vidcam {

// One shard as a process works on it: what is left to do, and a journal of what it did. Others may
// work on the same shard at the same time: each has a journal of its own, and results of the same
// name and content. Not thread-safe.
class ShardWork {
 public:
  // What has no record is left to do; so is what has one but not its files any more, and with
  // retry_failed what failed. Results that a killed run finished but did not write down are written
  // down now. Throws Error (Missing, Unusable, Io).
  ShardWork(const std::string& out, const BatchPlan& plan, int shard, bool retry_failed);

  // In the order of the manifest; their stems are result_stem(id).
  [[nodiscard]] const std::vector<Input>& todo() const { return todo_; }

  // The results of an input are there: writes that down, with what its record says. Throws Error
  // (Io).
  void done(const Input& input);
  // An input failed for good. Throws Error (Io).
  void failed(const Input& input, const Error& error);

  // Every item has its record: done.json is there then.
  [[nodiscard]] bool complete() const { return counts_.missing() == 0; }
  [[nodiscard]] const ShardCounts& counts() const { return counts_; }

 private:
  struct Todo {
    std::string id;
    int attempt = 1;
    bool may_be_there = false;  // done, but not written down
  };
  [[nodiscard]] bool has_files(const ItemRecord& item) const;
  void take(Input input, Todo todo);
  [[nodiscard]] bool write_if_there(const Input& input);
  void close();

  std::string out_;
  std::string folder_;
  Journal journal_;
  std::vector<Input> todo_;
  std::unordered_map<std::string, Todo> by_stem_;  // of what is left to do
  ShardCounts counts_;
};

}  // namespace vidcam
