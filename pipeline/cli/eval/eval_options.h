#pragma once

#include <boost/program_options.hpp>
#include <string>

#include "pipeline/cli/command.h"
#include "pipeline/cli/eval/eval_settings.h"

namespace vidcam {

// What the results depend on, in groups as the help shows them.
[[nodiscard]] boost::program_options::options_description eval_result_options();

// The options of `vidcam eval`: these and those of a single run, in groups as the help shows them.
[[nodiscard]] boost::program_options::options_description eval_options();

// The metrics that --metrics takes, one a line, for the help.
[[nodiscard]] std::string metrics_help();

// What the command line, --config and --preset say. command: whose --help a mistake is pointed to.
[[nodiscard]] boost::program_options::variables_map read_eval_options(
    const Arguments& arguments, const std::string& command = "eval");

// Values to settings. Throws Error (Usage) naming the option, what it got and what it takes.
[[nodiscard]] EvalSettings eval_settings_from(const boost::program_options::variables_map& values);

}  // namespace vidcam
