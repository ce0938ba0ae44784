#include <filesystem>
#include <iostream>
#include <set>
#include <unordered_map>
#include <utility>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_items.h"
#include "pipeline/cli/batch/batch_kind.h"
#include "pipeline/cli/batch/batch_settings.h"
#include "pipeline/cli/batch/explain_merge.h"
#include "pipeline/cli/explain/explain_command.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/explain/targets.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/presets.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/same_settings.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// The machines that will run it may have other devices.
Json checked_model(const ExplainSettings& settings) {
  ExplainOptions model = settings.model;
  model.device = "cpu";
  const ClipExplainer explainer(model);
  static_cast<void>(parse_targets(settings, explainer));
  return model_identity(explainer);
}

std::vector<BatchItem> read_batch_items(const std::string& path) {
  const Manifest manifest = read_manifest(path, NamedFiles::MayComeLater);
  refuse_faults(manifest.faults);
  std::vector<BatchItem> items;
  items.reserve(manifest.items.size());
  for (const TruthItem& item : manifest.items)
    items.push_back(
        {item.has_id ? item.id : default_id(item.id), absolute_path(item.path), item.label});
  return items;
}

ItemSummary summary_of(const std::string& out, const BatchItem& item) {
  return summarise_item(out, name_record(videos_folder(out), result_stem(item.id)), item.path);
}

bool has_files(const std::string& out, const ItemRecord& item) {
  const Json outputs = item.record.value("outputs", Json::array());
  return std::all_of(outputs.begin(), outputs.end(), [&](const Json& output) {
    std::error_code error;
    const auto bytes = fs::file_size(fs::path(out) / output.at("path").get<std::string>(), error);
    return !error && bytes == output.at("bytes");
  });
}

// The open items of some shards, one after the other as inputs of `vidcam explain`.
class ExplainShards {
 public:
  ExplainShards(std::string out, std::deque<ShardWork>& works) : out_(std::move(out)) {
    for (ShardWork& work : works) {
      for (const OpenItem& open : work.todo()) {
        inputs_.push_back(input_of(open.item.path, result_stem(open.item.id)));
        of_.emplace(inputs_.back().stem, std::pair(&work, &open));
      }
    }
  }

  void run(const BatchPlan& plan, const RunOptions& options) {
    ExplainSettings settings = explain_settings_from(plan.settings.at("options"));
    settings.out = videos_folder(out_);
    settings.force = true;  // what is there and whole is not among the inputs
    settings.jobs = options.jobs;
    settings.media.codec_threads = 1;  // the bytes must not depend on the machine
    settings.quiet = options.quiet;
    ClipExplainer explainer = load_explainer(settings.model, settings.stall_timeout_seconds);
    check_same_model(out_, plan, explainer);
    make_folders(settings.out);
    const auto targets = parse_targets(settings, explainer);
    static_cast<void>(explain_with(explainer, settings, targets, std::move(inputs_),
                                   {{}, [this](auto& input, auto* error) { over(input, error); }}));
  }

 private:
  void make_folders(const std::string& videos) const {
    std::set<std::string> folders;
    for (const Input& input : inputs_)
      folders.insert(fs::path(name_record(videos, input.stem)).parent_path());
    for (const std::string& folder : folders) make_output_folder(folder);
  }

  void over(const Input& input, const Error* error) {
    const auto& [work, open] = of_.at(input.stem);
    ItemEnd end{open, false, {}};
    if (error != nullptr) {
      refuse_foreign_failure({input.path}, error->code(), error->what());
      end.failure = error->what();
      end.code = error->code();
    } else {
      ItemSummary summary = summary_of(out_, open->item);
      if (!summary.found)
        throw Error(ExitCode::Io,
                    input.path + ": its results are gone; is somebody else removing them?");
      end.partial = summary.partial;
      end.more = std::move(summary.json);
    }
    work->over({&end, 1});
  }

  std::string out_;
  std::vector<Input> inputs_;
  std::unordered_map<std::string, std::pair<ShardWork*, const OpenItem*>> of_;  // by stem
};

class ExplainBatch : public BatchKind {
 public:
  po::options_description options() const override { return result_options(); }

  PlannedWork plan(po::variables_map& values, const std::string& manifest) const override {
    apply_preset(values);
    const Json options = options_json(values, result_options());
    auto items = read_batch_items(manifest);
    return {std::move(items),
            {{"vidcam", VIDCAM_VERSION},
             {"command", "explain"},
             {"model", checked_model(explain_settings_from(options))},
             {"options", options}}};
  }

  ItemResults results(const std::string& out) const override {
    return {[out](const ItemRecord& record) { return has_files(out, record); },
            [out](const BatchItem& item) { return summary_of(out, item); }};
  }

  void run(const std::string& out, const BatchPlan& plan, const std::vector<int>&,
           std::deque<ShardWork>& works, const RunOptions& options) const override {
    ExplainShards(out, works).run(plan, options);
  }

  std::unique_ptr<BatchMerge> merge(const std::string& out, const BatchPlan& plan) const override {
    return explain_merge(out, plan);
  }
};

}  // namespace

const BatchKind& explain_batch() {
  static const ExplainBatch kKind;
  return kKind;
}

}  // namespace vidcam
