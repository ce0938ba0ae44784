#pragma once

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "explain3d/clip_explainer.h"
#include "pipeline/cli/explain/settings.h"

// What a plan writes down of the options of `vidcam explain`, and back.
namespace vidcam {

// Every option that results depend on (result_options()), with its value, by name. Files that they
// name get absolute paths: a shard may run anywhere.
[[nodiscard]] nlohmann::ordered_json options_json(
    const boost::program_options::variables_map& values);

// Throws Error (Usage) as the command line does.
[[nodiscard]] ExplainSettings settings_from(const nlohmann::ordered_json& options);

// Which model it is, and what was chosen of it: its digest, its card's, layer and tap.
[[nodiscard]] nlohmann::ordered_json model_identity(const ClipExplainer& explainer);

}  // namespace vidcam
