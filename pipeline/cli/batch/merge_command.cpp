#include <filesystem>
#include <iostream>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_options.h"
#include "pipeline/cli/batch/merged_files.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/report/explain_report.h"
#include "pipeline/cli/report/report.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

const char kExamples[] =
    "vidcam merge --out OUT: results.jsonl, results.csv, summary.json and report.html of a batch. "
    "They\n"
    "can be made anew at any time.\n\n"
    "  vidcam merge --out OUT             refuses (exit code 3) while something is missing\n"
    "  vidcam merge --out OUT --partial   what there is\n\n";

// On the page; more of them no browser likes. Each one's record is read.
constexpr int64_t kMostShown = 200;

void refuse_unfinished(const BatchCounts& batch) {
  if (batch.unfinished.empty()) return;
  throw Error(ExitCode::SomeFailed,
              "not merged: " + std::to_string(batch.all.missing()) + " of " +
                  std::to_string(batch.all.items) + " items are missing, in shards " +
                  shard_list(batch.unfinished) + "; run them, or say --partial for what there is");
}

// What the page shows: items spread evenly over the batch, and as many that failed.
class PageItems {
 public:
  PageItems(std::string out, int64_t items)
      : out_(std::move(out)), step_(std::max<int64_t>(1, items / kMostShown)) {}

  void add(const BatchItem& item, const ItemRecord* record) {
    if (record == nullptr) return;
    if (record->status != ItemStatus::Failed) {
      if (done_++ % step_ == 0) add_done(item);
    } else if (static_cast<int64_t>(failed_.size()) < kMostShown) {
      failed_.push_back({{"id", item.id},
                         {"path", item.path},
                         {"label", item.label},
                         {"predicted", ""},
                         {"right", nullptr},
                         {"status", "failed"},
                         {"error", record->record.value("reason", "")},
                         {"confidence", nullptr},
                         {"clips", nullptr},
                         {"media", nullptr},
                         {"warnings", Json::array()}});
    }
  }

  [[nodiscard]] Json page(const ShardCounts& counts) const {
    Json data = explain_report(records_, out_);
    data["title"] = title_of(out_);
    for (const Json& item : failed_) data["items"].push_back(item);
    const int64_t done = counts.ok + counts.partial;
    data["counts"]["items"] = counts.items;
    data["counts"]["done"] = done;
    data["counts"]["failed"] = counts.failed;
    data["warnings"] = Json::array();
    if (static_cast<size_t>(counts.items) > data["items"].size())
      data["warnings"].push_back("This page lists " + std::to_string(data["items"].size()) +
                                 " of the batch's " + std::to_string(counts.items) +
                                 " items, spread evenly; results.csv and results.jsonl have all.");
    return data;
  }

 private:
  void add_done(const BatchItem& item) {
    const auto path = name_record(videos_folder(out_), result_stem(item.id));
    if (auto record = read_explain_record(path)) records_.push_back(std::move(*record));
  }

  std::string out_;
  int64_t step_;
  int64_t done_ = 0;
  std::vector<ExplainRecord> records_;
  std::vector<Json> failed_;
};

// The temporary files of processes that were killed: once everything is done they are nobody's.
void remove_leftovers(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") && name.find(".part-") != std::string::npos)
      fs::remove(entry.path(), ignored);
  }
}

std::string write_summary(const std::string& out, const BatchPlan& plan, const ShardCounts& counts,
                          const MergedFiles& files) {
  const Json json{{"items", counts.items},       {"ok", counts.ok},
                  {"partial", counts.partial},   {"failed", counts.failed},
                  {"missing", counts.missing()}, {"clips", files.clips()},
                  {"frames", files.frames()},    {"reasons", counts.reasons},
                  {"manifest", plan.manifest},   {"settings", plan.settings}};
  const std::string path = (fs::path(out) / "summary.json").string();
  write_file_atomically(path, json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  return path;
}

int merge(const std::string& out, bool partial) {
  const BatchPlan plan = read_plan(out);
  if (!partial) refuse_unfinished(count_batch(out, plan));
  MergedFiles files(out);
  PageItems page(out, plan.items());
  BatchCounts batch;
  for (int s = 0; s < plan.shards(); ++s) {
    const ShardState state = read_shard(shard_folder(out, s));
    const auto items = read_items(out, plan, s);
    for (const BatchItem& item : items) {
      const auto found = state.items.find(item.id);
      const ItemRecord* record = found == state.items.end() ? nullptr : &found->second;
      files.add(item, record);
      page.add(item, record);
    }
    batch.add(counts_of(state, static_cast<int64_t>(items.size())));
  }
  if (!partial) refuse_unfinished(batch);  // done.json may have promised too much
  auto paths = files.commit();
  paths.push_back(write_summary(out, plan, batch.all, files));
  paths.push_back(write_page(out, page.page(batch.all)));
  if (batch.unfinished.empty()) remove_leftovers(videos_folder(out));
  for (const std::string& path : paths) std::cout << path << '\n';
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
