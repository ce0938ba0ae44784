#include "pipeline/cli/batch/eval_merge.h"

#include <algorithm>
#include <set>
#include <utility>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_settings.h"
#include "pipeline/cli/batch/eval_truth.h"
#include "pipeline/cli/eval/eval_files.h"
#include "pipeline/cli/report/report.h"
#include "pipeline/run/spool_file.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

namespace {

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The one value where all have the same, else all of them.
Json one_or_all(const std::vector<Json>& values) {
  return values.size() == 1 ? values[0] : Json(values);
}

void add_once(const Json& value, std::vector<Json>& values) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

// What the processes say that worked on the batch, as one evaluation would.
class MadeWith {
 public:
  explicit MadeWith(const Json& evaluation)
      : model_(evaluation.at("model")), settings_(evaluation.at("settings")) {}

  void add(const Json& made_with) {
    if (devices_.empty()) model_ = made_with.at("model");
    add_once(made_with.at("model").at("device"), devices_);
    add_once(made_with.at("batch"), batches_);
    for (const Json& warning : made_with.at("warnings")) add_once(warning, warnings_);
  }

  [[nodiscard]] EvalFacts facts(const Json& conventions) const {
    EvalFacts facts{model_, settings_, conventions, {}, {}};
    if (!devices_.empty()) {
      facts.model["device"] = facts.settings["device"] = one_or_all(devices_);
      facts.settings["batch"] = one_or_all(batches_);
    }
    for (const Json& warning : warnings_) facts.warnings.push_back(warning);
    return facts;
  }

 private:
  Json model_;
  Json settings_;
  std::vector<Json> devices_;
  std::vector<Json> batches_;
  std::vector<Json> warnings_;
};

class EvalMerge : public BatchMerge {
 public:
  EvalMerge(const std::string& out, const BatchPlan& plan)
      : out_(out),
        evaluation_(plan.settings.at("evaluation")),
        settings_(eval_settings_from(plan.settings.at("options"))),
        made_with_(evaluation_),
        spool_(out, "the results that are merged"),
        places_(static_cast<size_t>(plan.items())) {}

  LightenRecord lighten() override {
    return [this](Json& record) {
      const auto result = record.find("result");
      if (result == record.end()) return;
      const Place place = put(text_of(*result), false);
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
    place = put(text_of({{"id", item.id},
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
