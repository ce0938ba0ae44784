#include <filesystem>
#include <iostream>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_options.h"
#include "pipeline/cli/batch/slurm_body.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/run/batch_plan.h"

namespace vidcam {

namespace fs = std::filesystem;

namespace {

const char kExamples[] =
    "vidcam slurm-script --out OUT [-- SBATCH OPTIONS]: prints a script that runs a batch as a "
    "job\n"
    "array and merges it behind. Run it, again and again: it submits the shards that are not "
    "done.\n\n"
    "  vidcam slurm-script --out OUT -- --gres=gpu:1 --time=2:00:00 --mem=16G > batch.sh\n"
    "  bash batch.sh\n"
    "  bash batch.sh --retry-failed       also what failed before\n\n";

// As many tasks as an array may have where nobody changed Slurm's MaxArraySize of 1001.
constexpr int kMostTasks = 1000;

// #SBATCH lines end at the first command; words are quoted as sbatch reads them.
std::string sbatch_lines(const Strings& options) {
  std::string lines;
  for (const std::string& option : options) {
    if (option.find_first_of("\"\\\n\r") != std::string::npos)
      throw Error(ExitCode::Usage, option +
                                       ": quotes, backslashes and line breaks cannot be passed "
                                       "on to sbatch; edit the script");
    const bool plain = option.find(' ') == std::string::npos;
    lines += "#SBATCH " + (plain ? option : "\"" + option + "\"") + "\n";
  }
  return lines;
}

std::string script(const std::string& out, const BatchPlan& plan, const Strings& options) {
  const auto program = fs::read_symlink("/proc/self/exe").string();
  return "#!/bin/bash\n# Runs a batch of vidcam on Slurm: bash THIS_SCRIPT [--retry-failed]\n"
         "#SBATCH --job-name=vidcam\n#SBATCH --requeue\n#SBATCH --open-mode=append\n"
         "#SBATCH --signal=B:USR1@300\n" +
         sbatch_lines(options) + "\nvidcam=" + shell_word(program) + "\nout=" + shell_word(out) +
         "\nshards=" + std::to_string(plan.shards()) + "\nwindow=" + std::to_string(kMostTasks) +
         "  # tasks of an array: below the cluster's MaxArraySize\n" + slurm_body();
}

}  // namespace

int run_slurm_script(const Arguments& arguments) {
  const auto options = batch_options();
  const auto values = read_options(arguments, options, "slurm-script");
  if (help_shown(values, kExamples, options)) return 0;
  const std::string out = batch_folder(values, "slurm-script");
  const auto sbatch = values.count("path") > 0 ? values["path"].as<Strings>() : Strings();
  std::cout << script(out, read_plan(out), sbatch);
  return 0;
}

}  // namespace vidcam
