#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/cli/eval/eval_files.h"

namespace vidcam {

// What a process writes down of itself beside what it measured: what only the first pass of the
// model tells is known to whoever makes the tables later.
[[nodiscard]] nlohmann::ordered_json made_with_json(const ModelFacts& facts);

// What all processes say that worked on an evaluation, as a single one would say it.
class MadeWith {
 public:
  // model: model_json() of one that did not run, settings: settings_json(); they stand until
  // something is added.
  MadeWith(nlohmann::ordered_json model, nlohmann::ordered_json settings)
      : model_(std::move(model)), settings_(std::move(settings)) {}

  // made_with_json() of a process. Throws Json::exception for anything else.
  void add(const nlohmann::ordered_json& made_with);

  // The model as the first process found it; devices and batches all, where they are several; each
  // warning once.
  [[nodiscard]] EvalFacts facts(const nlohmann::ordered_json& conventions) const;

 private:
  nlohmann::ordered_json model_;
  nlohmann::ordered_json settings_;
  std::vector<nlohmann::ordered_json> devices_;
  std::vector<nlohmann::ordered_json> batches_;
  std::vector<std::string> warnings_;
};

}  // namespace vidcam
