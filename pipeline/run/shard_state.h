#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/base/error.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/journal.h"

// How far a shard is, from what its folder holds.
namespace vidcam {

// What came of an item: its results are there, whole or of a damaged input; or not. All are final:
// nobody tries again unasked. In the order of how much a record of it counts.
enum class ItemStatus { Failed, Partial, Ok };

struct ItemRecord {
  ItemStatus status = ItemStatus::Failed;
  int attempt = 1;
  nlohmann::ordered_json record;  // as it stands in the journal
};

// What the journals of a shard say. Of several records of one item the best counts: results before
// a failure, then the later attempt, then the first.
struct ShardState {
  std::unordered_map<std::string, ItemRecord> items;  // by id
  std::vector<nlohmann::ordered_json> made_with;      // each once, in the order of the journals
  JournalDamage damage;
};

// What becomes of a record before it is held: its "result", which may be long, is no part of the
// state of a shard.
using LightenRecord = std::function<void(nlohmann::ordered_json& record)>;

// lighten: nothing: the result is dropped. Throws Error (Io).
[[nodiscard]] ShardState read_shard(const std::string& folder, const LightenRecord& lighten = {});

// The records that stand in journals. result: further members.
[[nodiscard]] nlohmann::ordered_json done_record(const std::string& id, bool partial, int attempt,
                                                 const nlohmann::ordered_json& result);
[[nodiscard]] nlohmann::ordered_json failed_record(const std::string& id, int attempt,
                                                   ExitCode code, const std::string& reason);
// Such records in one line: there together, or not at all. made_with: what a process that writes
// them has to say of itself; null: nothing new.
[[nodiscard]] nlohmann::ordered_json group_record(std::vector<nlohmann::ordered_json> records,
                                                  const nlohmann::ordered_json& made_with);

struct ShardCounts {
  int64_t items = 0;
  int64_t ok = 0;
  int64_t partial = 0;
  int64_t failed = 0;
  std::map<std::string, int64_t> reasons;  // of failures
  int64_t recent = 0;                      // items finished within the last ten minutes
  JournalDamage damage;

  [[nodiscard]] int64_t missing() const { return items - ok - partial - failed; }
  void add(const ShardCounts& other);
};

[[nodiscard]] ShardCounts counts_of(const ShardState& state, int64_t items);

// From FOLDER/done.json where the shard is complete (recent is 0 then), else from its journals.
// Throws Error (Io).
[[nodiscard]] ShardCounts count_shard(const std::string& out, const BatchPlan& plan, int shard);

// Of all shards, by their numbers.
struct BatchCounts {
  ShardCounts all;
  std::vector<ShardCounts> shards;
  std::vector<int> unfinished;     // numbers of shards in which something is missing
  std::vector<int> with_failures;  // ... and in which something failed

  void add(ShardCounts next);  // of the shard behind those that are there
};

// Throws as count_shard() does.
[[nodiscard]] BatchCounts count_batch(const std::string& out, const BatchPlan& plan);

// Says that every item of a shard has its record. Throws Error (Io).
void write_done(const std::string& folder, const ShardCounts& counts);
void remove_done(const std::string& folder);

}  // namespace vidcam
