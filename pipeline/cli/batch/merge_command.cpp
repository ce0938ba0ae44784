#include <filesystem>
#include <iostream>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_kind.h"
#include "pipeline/cli/batch/batch_options.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

const char kExamples[] =
    "vidcam merge --out OUT: results.jsonl, results.csv, summary.json and report.html of a batch; "
    "of "
    "an\n"
    "evaluation (vidcam plan --eval) all that vidcam eval writes. They can be made anew at any "
    "time.\n\n"
    "  vidcam merge --out OUT             refuses (exit code 3) while something is missing\n"
    "  vidcam merge --out OUT --partial   what there is\n\n";

void refuse_unfinished(const BatchCounts& batch) {
  if (batch.unfinished.empty()) return;
  throw Error(ExitCode::SomeFailed,
              "not merged: " + std::to_string(batch.all.missing()) + " of " +
                  std::to_string(batch.all.items) + " items are missing, in shards " +
                  shard_list(batch.unfinished) + "; run them, or say --partial for what there is");
}

// The temporary files of processes that were killed: once everything is done they are nobody's.
void remove_leftovers(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") && name.find(".part-") != std::string::npos)
      fs::remove(entry.path(), ignored);
  }
}

void add_shard(const std::string& out, const BatchPlan& plan, int shard, BatchMerge& merged,
               BatchCounts& batch) {
  const std::string folder = shard_folder(out, shard);
  const ShardState state = read_shard(folder, merged.lighten());
  const auto items = read_items(out, plan, shard);
  try {
    for (const Json& made_with : state.made_with) merged.add_made_with(made_with);
    for (const BatchItem& item : items) {
      const auto found = state.items.find(item.id);
      merged.add(item, found == state.items.end() ? nullptr : &found->second);
    }
  } catch (const Json::exception& e) {
    throw Error(ExitCode::Unusable, folder + ": not as vidcam run writes it: " + e.what());
  }
  batch.add(counts_of(state, static_cast<int64_t>(items.size())));
}

int merge(const std::string& out, bool partial) {
  const BatchPlan plan = read_plan(out);
  if (!partial) refuse_unfinished(count_batch(out, plan));
  const auto merged = kind_of(plan).merge(out, plan);
  BatchCounts batch;
  for (int s = 0; s < plan.shards(); ++s) add_shard(out, plan, s, *merged, batch);
  if (!partial) refuse_unfinished(batch);  // done.json may have promised too much
  for (const std::string& path : merged->commit(batch.all)) std::cout << path << '\n';
  if (batch.unfinished.empty()) remove_leftovers(videos_folder(out));
  return 0;
}

}  // namespace

int run_merge(const Arguments& arguments) {
  auto options = batch_options();
  options.add_options()("partial", po::bool_switch(), "merge what there is");
  const auto values = read_options(arguments, options, "merge");
  if (help_shown(values, kExamples, options)) return 0;
  refuse_positional(values, "merge");
  return merge(batch_folder(values, "merge"), values["partial"].as<bool>());
}

}  // namespace vidcam
