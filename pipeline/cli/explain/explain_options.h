#pragma once

#include <boost/program_options.hpp>

#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// The options of `vidcam explain`, in groups as the help shows them.
[[nodiscard]] boost::program_options::options_description explain_options();

// Command line first, then --config FILE (INI) for what the command line leaves open. command:
// whose
// --help a mistake is pointed to. Throws Error (Usage, Missing).
[[nodiscard]] boost::program_options::variables_map read_explain_options(
    const Arguments& arguments, const std::string& command = "explain");

// Values to settings. Throws Error (Usage) naming the option, what it got and what it takes.
[[nodiscard]] ExplainSettings settings_from(const boost::program_options::variables_map& values);

// All values as the INI that --config reads.
[[nodiscard]] std::string as_config(const boost::program_options::variables_map& values);

}  // namespace vidcam
