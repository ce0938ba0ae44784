#include "pipeline/cli/batch/explain_merge.h"

#include <filesystem>
#include <utility>

#include "pipeline/cli/batch/merged_files.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/report/explain_report.h"
#include "pipeline/cli/report/report.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/json_text.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// On the page; more of them no browser likes. Each one's record is read.
constexpr int64_t kMostShown = 200;

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

std::string write_summary(const std::string& out, const BatchPlan& plan, const ShardCounts& counts,
                          const MergedFiles& files) {
  const Json json{{"items", counts.items},       {"ok", counts.ok},
                  {"partial", counts.partial},   {"failed", counts.failed},
                  {"missing", counts.missing()}, {"clips", files.clips()},
                  {"frames", files.frames()},    {"reasons", counts.reasons},
                  {"manifest", plan.manifest},   {"settings", plan.settings}};
  const std::string path = (fs::path(out) / "summary.json").string();
  write_file_atomically(path, json_file(json));
  return path;
}

class ExplainMerge : public BatchMerge {
 public:
  ExplainMerge(const std::string& out, const BatchPlan& plan)
      : out_(out), plan_(plan), files_(out), page_(out, plan.items()) {}

  void add(const BatchItem& item, const ItemRecord* record) override {
    files_.add(item, record);
    page_.add(item, record);
  }

  std::vector<std::string> commit(const ShardCounts& counts) override {
    auto paths = files_.commit();
    paths.push_back(write_summary(out_, plan_, counts, files_));
    paths.push_back(write_page(out_, page_.page(counts)));
    return paths;
  }

 private:
  std::string out_;
  const BatchPlan& plan_;
  MergedFiles files_;
  PageItems page_;
};

}  // namespace

std::unique_ptr<BatchMerge> explain_merge(const std::string& out, const BatchPlan& plan) {
  return std::make_unique<ExplainMerge>(out, plan);
}

}  // namespace vidcam
