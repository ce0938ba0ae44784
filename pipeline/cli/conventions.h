#pragma once

#include <boost/program_options.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "explain3d/clip_explainer.h"

// The choices that the papers leave open, the same for all commands that explain clips: as options,
// and as records say them.
namespace vidcam {

// --preset, --gradient, --alpha-form, --order, --upsampling, --range, --range-epsilon. also: what
// else a preset sets of this command, for the help.
[[nodiscard]] boost::program_options::options_description convention_options(
    const std::string& also);

// Into the options of an explainer. Throws Error (Usage) naming the option, what it got and what it
// takes.
void set_conventions(const boost::program_options::variables_map& values, ExplainOptions& model);

// What each of them is: alpha, order, upsampling, gradient, range, range_epsilon.
[[nodiscard]] nlohmann::ordered_json conventions_json(const ExplainOptions& model);
// Those among them that are not the paper's.
[[nodiscard]] nlohmann::ordered_json departures_json(const ExplainOptions& model);

[[nodiscard]] const char* to_text(ScoreKind score);
[[nodiscard]] const char* to_text(Pool pool);
[[nodiscard]] const char* to_text(PrecisionRequest precision);
// The words that to_text has for them.
[[nodiscard]] const std::map<std::string, PrecisionRequest>& precisions();

}  // namespace vidcam
