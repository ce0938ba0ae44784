#include <numeric>
#include <utility>

#include "pipeline/cli/batch/batch_items.h"
#include "pipeline/cli/batch/batch_kind.h"
#include "pipeline/cli/batch/batch_settings.h"
#include "pipeline/cli/batch/eval_merge.h"
#include "pipeline/cli/batch/eval_truth.h"
#include "pipeline/cli/eval/eval_options.h"
#include "pipeline/cli/eval/eval_run.h"
#include "pipeline/cli/eval/made_with.h"
#include "pipeline/cli/eval/settings_json.h"
#include "pipeline/cli/eval/summary_json.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/model_json.h"
#include "pipeline/cli/presets.h"

namespace vidcam {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

namespace {

// What merge says of the evaluation, without a model.
Json evaluation_json(const EvalSettings& settings, const ClipExplainer& explainer,
                     const std::vector<EvalItem>& items) {
  const KnownTruth known = known_of(items);
  return {{"settings", settings_json(settings, explainer, items)},
          {"model", model_json(explainer.facts())},
          {"conventions", all_conventions(settings, explainer.facts())},
          {"object", known.object},
          {"labelled_boxes", known.labelled_boxes}};
}

// The open items of some shards as those of one evaluation, in which no two shards share a batch.
class EvalShards {
 public:
  EvalShards(const std::vector<int>& shards, std::deque<ShardWork>& works) {
    for (size_t s = 0; s < works.size(); ++s) {
      for (const OpenItem& open : works[s].todo()) {
        items_.push_back(eval_item_of(open.item));
        items_.back().part = shards.at(s);
        items_.back().place = open.place;
        of_.emplace_back(&works[s], &open);
      }
    }
  }

  void run(const std::string& out, const BatchPlan& plan, const RunOptions& options) {
    EvalSettings settings = eval_settings_from(plan.settings.at("options"));
    settings.jobs = options.jobs;
    settings.quiet = options.quiet;
    ClipExplainer explainer =
        load_explainer(explainer_options(settings), settings.stall_timeout_seconds);
    check_same_model(out, plan, explainer);
    std::vector<size_t> todo(items_.size());
    std::iota(todo.begin(), todo.end(), size_t{0});
    EvalRun(settings, explainer, items_, todo, [&](auto group) {
      over(group, explainer.facts());
    }).run();
  }

 private:
  // A group is of one shard.
  void over(std::span<const ItemOver> group, const ModelFacts& facts) {
    std::vector<ItemEnd> ends;
    for (const ItemOver& over : group) ends.push_back(end_of(over));
    of_.at(group.front().item).first->over(ends, made_with_json(facts));
  }

  [[nodiscard]] ItemEnd end_of(const ItemOver& over) const {
    const ItemOutcome& outcome = over.outcome;
    const TruthItem& truth = items_.at(over.item).truth;
    ItemEnd end{of_.at(over.item).second, outcome.damaged, {}};
    if (outcome.record.empty()) {
      refuse_foreign_failure({truth.path, truth.mask}, outcome.code, outcome.failure);
      end.failure = outcome.failure;
      end.code = outcome.code;
      end.more = {{"error", outcome.failure}};
    } else {
      end.more = {{"result", Json::parse(outcome.record)}};
    }
    return end;
  }

  std::vector<EvalItem> items_;
  std::vector<std::pair<ShardWork*, const OpenItem*>> of_;  // by item
};

class EvalBatch : public BatchKind {
 public:
  po::options_description options() const override { return eval_result_options(); }

  PlannedWork plan(po::variables_map& values, const std::string& manifest) const override {
    apply_preset(values);
    const Json options = options_json(values, eval_result_options());
    const EvalSettings settings = eval_settings_from(options);
    ExplainOptions model = explainer_options(settings);
    model.device = "cpu";
    ClipExplainer explainer(model);
    const EvalItems read =
        read_list(absolute_path(manifest), settings, explainer, NamedFiles::MayComeLater);
    refuse_faults(read.faults);
    check_metrics(settings, known_of(read.items), values["metrics"].as<std::string>());
    PlannedWork work;
    work.items.reserve(read.items.size());
    for (const EvalItem& item : read.items)
      work.items.push_back(batch_item_of(item, static_cast<int64_t>(work.items.size())));
    work.settings = {{"vidcam", VIDCAM_VERSION},
                     {"command", "eval"},
                     {"model", model_identity(explainer)},
                     {"options", options},
                     {"evaluation", evaluation_json(settings, explainer, read.items)}};
    return work;
  }

  // The journal has everything.
  ItemResults results(const std::string&) const override { return {}; }

  void run(const std::string& out, const BatchPlan& plan, const std::vector<int>& shards,
           std::deque<ShardWork>& works, const RunOptions& options) const override {
    EvalShards(shards, works).run(out, plan, options);
  }

  std::unique_ptr<BatchMerge> merge(const std::string& out, const BatchPlan& plan) const override {
    return eval_merge(out, plan);
  }
};

}  // namespace

const BatchKind& eval_batch() {
  static const EvalBatch kKind;
  return kKind;
}

}  // namespace vidcam
