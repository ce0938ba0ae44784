#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vidcam {

// What a batch does for one line of its manifest.
struct BatchItem {
  std::string id;  // unique within the batch
  std::string path;
  std::string label;                  // as in the manifest; "": none
  nlohmann::ordered_json truth = {};  // what else the manifest says; null: nothing
};

// Where the items of a shard stand in the file of items.
struct ShardRange {
  int64_t items = 0;
  int64_t at = 0;
  int64_t bytes = 0;
};

// A batch: what is done to which items, in how many shards. It is written once and never changes.
//   OUT/run.json            settings, ranges
//   OUT/items-DIGEST.jsonl  the items, shard by shard, in the order of the manifest within each
struct BatchPlan {
  nlohmann::ordered_json settings;  // all that results depend on, by name
  std::string manifest;             // where it was, for people
  std::string items_file;           // its name in OUT
  std::vector<ShardRange> ranges;   // by shard

  [[nodiscard]] int shards() const { return static_cast<int>(ranges.size()); }
  [[nodiscard]] int64_t items() const;
};

// The same folder for all of a batch.
[[nodiscard]] std::string plan_path(const std::string& out);
[[nodiscard]] std::string shard_folder(const std::string& out, int shard);
[[nodiscard]] std::string videos_folder(const std::string& out);

// Writes the plan of these items into `out`, which is made where missing. True: it is new; false:
// the same one was there. settings: gets "shards", "items" and "items_sha256" added. Of several who
// write at once, one wins. Throws Error: OtherSettings where there is another plan, naming the
// difference; Io.
bool write_plan(const std::string& out, const std::string& manifest, int shards,
                const std::vector<BatchItem>& items, nlohmann::ordered_json settings);

// Throws Error: Missing where nothing was planned there; Unusable for what write_plan did not
// write.
[[nodiscard]] BatchPlan read_plan(const std::string& out);

// The items of a shard. Throws Error (Missing, Unusable, Io) naming the file.
[[nodiscard]] std::vector<BatchItem> read_items(const std::string& out, const BatchPlan& plan,
                                                int shard);

}  // namespace vidcam
