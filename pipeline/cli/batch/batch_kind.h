#pragma once

#include <boost/program_options.hpp>
#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/cli/batch/shard_work.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/shard_state.h"

namespace vidcam {

// What a plan writes down.
struct PlannedWork {
  std::vector<BatchItem> items;
  nlohmann::ordered_json settings;  // all that results depend on
};

// How `vidcam run` was asked to work.
struct RunOptions {
  int jobs = 0;
  bool quiet = false;
};

// The tables and the page of a batch, made of its items shard by shard, in the order of the list
// within each. All functions throw Error (Io, Unusable).
class BatchMerge {
 public:
  virtual ~BatchMerge() = default;
  // Before the items of each shard, what read_shard() does with its records.
  [[nodiscard]] virtual LightenRecord lighten() { return {}; }
  virtual void add_made_with(const nlohmann::ordered_json& made_with) { (void)made_with; }
  // record: nullptr where the item has none yet.
  virtual void add(const BatchItem& item, const ItemRecord* record) = 0;
  // Gives the files their names; the paths.
  virtual std::vector<std::string> commit(const ShardCounts& counts) = 0;
};

// What is done to the items of a batch: all that the commands do not have in common. Errors are
// those of the commands.
class BatchKind {
 public:
  virtual ~BatchKind() = default;
  // What results depend on, in groups as the help shows them.
  [[nodiscard]] virtual boost::program_options::options_description options() const = 0;
  // From values of these options. Loads the model, on the CPU, so that mistakes are found here and
  // not by a thousand jobs.
  [[nodiscard]] virtual PlannedWork plan(boost::program_options::variables_map& values,
                                         const std::string& manifest) const = 0;
  // Of a batch in this folder.
  [[nodiscard]] virtual ItemResults results(const std::string& out) const = 0;
  // Does what is left to do in these shards, whose numbers these are.
  virtual void run(const std::string& out, const BatchPlan& plan, const std::vector<int>& shards,
                   std::deque<ShardWork>& works, const RunOptions& options) const = 0;
  [[nodiscard]] virtual std::unique_ptr<BatchMerge> merge(const std::string& out,
                                                          const BatchPlan& plan) const = 0;
};

// vidcam explain for each item; vidcam eval over all of them.
[[nodiscard]] const BatchKind& explain_batch();
[[nodiscard]] const BatchKind& eval_batch();

// Throws Error (Unusable) for a plan of another kind.
[[nodiscard]] const BatchKind& kind_of(const BatchPlan& plan);

// Throws Error (Io) for a failure that is not the item's own (a full disk), Error (Stopped) where
// we are told to stop, which may have ended others, too. files: what it was read from.
void refuse_foreign_failure(const std::vector<std::string>& files, ExitCode code,
                            const std::string& message);

}  // namespace vidcam
