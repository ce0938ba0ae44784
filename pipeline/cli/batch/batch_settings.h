#pragma once

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "explain3d/clip_explainer.h"
#include "pipeline/cli/eval/eval_settings.h"
#include "pipeline/cli/explain/settings.h"
#include "pipeline/run/batch_plan.h"

// What a plan writes down of the options of `vidcam explain` or `vidcam eval`, and back.
namespace vidcam {

// The values of these options, which results depend on, by name. Files that they name get absolute
// paths: a shard may run anywhere.
[[nodiscard]] nlohmann::ordered_json options_json(
    const boost::program_options::variables_map& values,
    const boost::program_options::options_description& options);

// Throw Error (Usage) as the command line does.
[[nodiscard]] ExplainSettings explain_settings_from(const nlohmann::ordered_json& options);
[[nodiscard]] EvalSettings eval_settings_from(const nlohmann::ordered_json& options);

// Which model it is, and what was chosen of it: its digest, its card's, layer and tap.
[[nodiscard]] nlohmann::ordered_json model_identity(const ClipExplainer& explainer);

// Throws Error (OtherSettings) where it is not what the batch in this folder was planned with.
void check_same_model(const std::string& out, const BatchPlan& plan,
                      const ClipExplainer& explainer);

}  // namespace vidcam
