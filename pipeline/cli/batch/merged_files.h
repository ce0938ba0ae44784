#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/base/output_file.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/shard_state.h"

namespace vidcam {

// The tables of a batch: OUT/results.jsonl, a line an item with all that its journal says, and
// OUT/results.csv. Items come shard by shard, in the order of the manifest within each; what was
// run when, where and how often does not show.
class MergedFiles {
 public:
  // Throws Error (Io), as all of them.
  explicit MergedFiles(const std::string& out);

  // record: nothing (null) where the item has none yet.
  void add(const BatchItem& item, const ItemRecord* record);

  // Gives the files their names; the paths.
  std::vector<std::string> commit();

  // Of all items so far.
  [[nodiscard]] int64_t clips() const { return clips_; }
  [[nodiscard]] int64_t frames() const { return frames_; }

 private:
  OutputFile lines_;
  OutputFile table_;
  int64_t clips_ = 0;
  int64_t frames_ = 0;
};

}  // namespace vidcam
