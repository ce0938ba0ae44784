#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace vidcam {

using Arguments = std::vector<std::string>;

// One command of the program: `run` gets what stands behind the command's name and returns the exit
// code.
struct Command {
  const char* name;
  const char* summary;  // one line
  int (*run)(const Arguments& arguments);
  bool computes = false;  // runs a model again and again: worth let_threads_sleep()
};

int run_ask(const Arguments& arguments);
int run_explain(const Arguments& arguments);
int run_caption(const Arguments& arguments);
int run_compare(const Arguments& arguments);
int run_doctor(const Arguments& arguments);
int run_eval(const Arguments& arguments);
int run_layers(const Arguments& arguments);
int run_methods(const Arguments& arguments);
int run_model(const Arguments& arguments);
int run_report(const Arguments& arguments);
int run_study(const Arguments& arguments);
int run_plan(const Arguments& arguments);
int run_shards(const Arguments& arguments);
int run_status(const Arguments& arguments);
int run_missing(const Arguments& arguments);
int run_merge(const Arguments& arguments);
int run_slurm_script(const Arguments& arguments);

// Parses arguments by Boost.Program_options; what it does not understand becomes an Error (Usage)
// that names the command's help and, for an unknown option, the nearest ones.
[[nodiscard]] boost::program_options::variables_map parse_arguments(
    const Arguments& arguments, const boost::program_options::options_description& options,
    const boost::program_options::positional_options_description& positional,
    const std::string& command);

// Where --help was given: prints it, the examples first, and says that all is done.
[[nodiscard]] bool help_shown(const boost::program_options::variables_map& values,
                              const std::string& examples,
                              const boost::program_options::options_description& options);

extern const char kExitCodes[];  // for the end of a help text

}  // namespace vidcam
