#pragma once

#include <boost/program_options.hpp>
#include <string>

#include "pipeline/cli/command.h"

namespace vidcam {

// --out and --help, which all commands that work on a batch have.
[[nodiscard]] boost::program_options::options_description batch_options();

// What --out says, as an absolute path. Throws Error (Usage) where it is not there.
[[nodiscard]] std::string batch_folder(const boost::program_options::variables_map& values,
                                       const std::string& command);

// Throws Error (Usage) for an argument without a name, which these commands do not take.
void refuse_positional(const boost::program_options::variables_map& values,
                       const std::string& command);

}  // namespace vidcam
