#pragma once

#include <boost/program_options.hpp>

#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// What the results of an input depend on, in groups as the help shows them.
[[nodiscard]] boost::program_options::options_description result_options();

// The options of `vidcam explain`: these and those of a single run, in groups as the help shows
// them.
[[nodiscard]] boost::program_options::options_description explain_options();

// read_options of them. command: whose --help a mistake is pointed to.
[[nodiscard]] boost::program_options::variables_map read_explain_options(
    const Arguments& arguments, const std::string& command = "explain");

// Values to settings. Throws Error (Usage) naming the option, what it got and what it takes.
[[nodiscard]] ExplainSettings settings_from(const boost::program_options::variables_map& values);

}  // namespace vidcam
