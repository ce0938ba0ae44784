#include "pipeline/cli/command.h"

#include <iostream>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {

namespace po = boost::program_options;

const char kExitCodes[] =
    "Exit codes: 0 all done; 2 usage; 3 finished, some inputs failed; 65 input or model not "
    "usable;\n"
    "66 input or model missing; 69 device unusable; 74 I/O error or disk full; 75 stopped early, "
    "run\n"
    "again; 78 the folder holds results of other settings; 1 a bug.\n";

namespace {

std::string hint(const po::unknown_option& error, const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return "; did you mean " + joined(nearest(error.get_option_name(), names, 2), " or ") + "?";
}

}  // namespace

po::variables_map parse_arguments(const Arguments& arguments,
                                  const po::options_description& options,
                                  const po::positional_options_description& positional,
                                  const std::string& command) {
  // No guessing of shortened options: a later option would change what a script means.
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  const std::string where = " (see vidcam " + command + " --help)";
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments)
                  .options(options)
                  .positional(positional)
                  .style(style)
                  .run(),
              values);
  } catch (const po::unknown_option& e) {
    throw Error(ExitCode::Usage,
                "unknown option " + e.get_option_name() + hint(e, options) + where);
  } catch (const po::error& e) {
    throw Error(ExitCode::Usage, std::string(e.what()) + where);
  }
  return values;
}

bool help_shown(const po::variables_map& values, const std::string& examples,
                const po::options_description& options) {
  if (values.count("help") == 0) return false;
  std::cout << examples << options << '\n' << kExitCodes;
  return true;
}

}  // namespace vidcam
