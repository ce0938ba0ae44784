#include "pipeline/cli/batch/eval_merge.h"

#include <utility>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_settings.h"
#include "pipeline/cli/batch/eval_truth.h"
#include "pipeline/cli/eval/made_with.h"
#include "pipeline/cli/report/report.h"
#include "pipeline/run/json_text.h"
#include "pipeline/run/spool_file.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

namespace {

class EvalMerge : public BatchMerge {
 public:
  EvalMerge(const std::string& out, const BatchPlan& plan)
      : out_(out),
        evaluation_(plan.settings.at("evaluation")),
        settings_(eval_settings_from(plan.settings.at("options"))),
        made_with_(evaluation_.at("model"), evaluation_.at("settings")),
        spool_(out, "the results that are merged"),
        places_(static_cast<size_t>(plan.items())) {}

  LightenRecord lighten() override {
    return [this](Json& record) {
      const auto result = record.find("result");
      if (result == record.end()) return;
      const Place place = put(json_line(*result), false);
      *result = {place.at, place.bytes};
    };
  }

  void add_made_with(const Json& made_with) override { made_with_.add(made_with); }

  void add(const BatchItem& item, const ItemRecord* record) override {
    if (record == nullptr) return;
    Place& place = places_.at(static_cast<size_t>(number_of(item)));
    if (record->status != ItemStatus::Failed) {
      const Json& result = record->record.at("result");
      place = {result.at(0), result.at(1), false};
      return;
    }
    place = put(json_line({{"id", item.id},
                           {"path", item.path},
                           {"label", item.label},
                           {"error", record->record.value("error", "")},
                           {"code", record->record.value("code", 0)}}),
                true);
  }

  std::vector<std::string> commit(const ShardCounts& counts) override {
    const KnownTruth known{evaluation_.at("object"), evaluation_.at("labelled_boxes")};
    EvalFiles files(out_, settings_.model.methods, figures_of(settings_, known));
    for (const Place& place : places_) add_to(files, place);
    EvalFacts facts = made_with_.facts(evaluation_.at("conventions"));
    if (counts.missing() > 0)
      facts.warnings.push_back(std::to_string(counts.missing()) + " of " +
                               std::to_string(counts.items) +
                               " items are not measured yet and left out");
    auto paths = files.finish(facts, settings_.bootstrap);
    paths.push_back(write_report(out_));
    return paths;
  }

 private:
  // In the spool.
  struct Place {
    int64_t at = 0;
    int64_t bytes = 0;  // 0: missing
    bool failed = false;
  };

  Place put(const std::string& text, bool failed) {
    const Place place{spool_.size(), static_cast<int64_t>(text.size()), failed};
    spool_.append(text);
    return place;
  }

  void add_to(EvalFiles& files, const Place& place) const {
    if (place.bytes == 0) return;
    std::string text(static_cast<size_t>(place.bytes), '\0');
    spool_.read(place.at, text);
    if (!place.failed) return files.add({}, {std::move(text), false, {}, ExitCode::Ok});
    const Json json = Json::parse(text);
    TruthItem truth;
    truth.id = json.at("id");
    truth.path = json.at("path");
    truth.label = json.at("label");
    files.add(truth,
              {{}, false, json.at("error"), static_cast<ExitCode>(json.at("code").get<int>())});
  }

  std::string out_;
  const Json& evaluation_;
  EvalSettings settings_;
  MadeWith made_with_;
  SpoolFile spool_;
  std::vector<Place> places_;  // by number in the list
};

}  // namespace

std::unique_ptr<BatchMerge> eval_merge(const std::string& out, const BatchPlan& plan) {
  return std::make_unique<EvalMerge>(out, plan);
}

}  // namespace vidcam
