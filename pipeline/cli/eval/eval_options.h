#pragma once

#include <boost/program_options.hpp>
#include <string>

#include "pipeline/cli/command.h"
#include "pipeline/cli/eval/eval_settings.h"

namespace vidcam {

// The options of `vidcam eval`, in groups as the help shows them.
[[nodiscard]] boost::program_options::options_description eval_options();

// The metrics that --metrics takes, one a line, for the help.
[[nodiscard]] std::string metrics_help();

// What the command line, --config and --preset say.
[[nodiscard]] boost::program_options::variables_map read_eval_options(const Arguments& arguments);

// Values to settings. Throws Error (Usage) naming the option, what it got and what it takes.
[[nodiscard]] EvalSettings eval_settings_from(const boost::program_options::variables_map& values);

}  // namespace vidcam
