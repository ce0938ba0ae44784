#include "pipeline/cli/eval/made_with.h"

#include "pipeline/base/add_once.h"
#include "pipeline/cli/model_json.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

namespace {

// The one value where all have the same, else all of them.
Json one_or_all(const std::vector<Json>& values) {
  return values.size() == 1 ? values[0] : Json(values);
}

}  // namespace

Json made_with_json(const ModelFacts& facts) {
  return {{"model", model_json(facts)}, {"batch", facts.batch}, {"warnings", facts.warnings}};
}

void MadeWith::add(const Json& made_with) {
  if (devices_.empty()) model_ = made_with.at("model");
  add_once(made_with.at("model").at("device"), devices_);
  add_once(made_with.at("batch"), batches_);
  for (const Json& warning : made_with.at("warnings"))
    add_once(warning.get<std::string>(), warnings_);
}

EvalFacts MadeWith::facts(const Json& conventions) const {
  EvalFacts facts{model_, settings_, conventions, {}, warnings_};
  if (devices_.empty()) return facts;
  facts.model["device"] = facts.settings["device"] = one_or_all(devices_);
  facts.settings["batch"] = one_or_all(batches_);
  return facts;
}

}  // namespace vidcam
