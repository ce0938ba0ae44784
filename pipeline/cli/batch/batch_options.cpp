#include "pipeline/cli/batch/batch_options.h"

#include <filesystem>

#include "pipeline/base/error.h"
#include "pipeline/cli/option_values.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;

po::options_description batch_options() {
  po::options_description options("Options");
  options.add_options()("out,o", po::value<std::string>(), "folder of the batch")("help,h",
                                                                                  "this text");
  return options;
}

std::string batch_folder(const po::variables_map& values, const std::string& command) {
  if (values.count("out") == 0)
    throw Error(ExitCode::Usage,
                "--out: missing; which batch? (see vidcam " + command + " --help)");
  const fs::path path = fs::absolute(values["out"].as<std::string>()).lexically_normal();
  return path.has_filename() ? path.string() : path.parent_path().string();
}

void refuse_positional(const po::variables_map& values, const std::string& command) {
  if (values.count("path") == 0) return;
  throw Error(ExitCode::Usage, "\"" + values["path"].as<Strings>().front() +
                                   "\": not expected (see vidcam " + command + " --help)");
}

}  // namespace vidcam
