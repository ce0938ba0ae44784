#include <iostream>

#include "pipeline/base/error.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/report/report.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam report DIR: the results in a folder as one page, DIR/report.html: tables, curves, a "
    "list\n"
    "to search and sort, and the videos of an item side by side, in step. It needs no network; "
    "the\n"
    "videos stay where they are and are linked.\n"
    "DIR: what vidcam eval or vidcam explain wrote (vidcam eval makes its page itself).\n\n"
    "  vidcam report vidcam-out\n"
    "  vidcam explain list/*.mp4 -m c3d.pt --view overlay,source -o videos\n"
    "  vidcam report vidcam-eval --media videos          the same, with the videos of the "
    "items\n\n";

}  // namespace

int run_report(const Arguments& arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
    ("help,h", "this text")
    ("media", po::value<Strings>(), "folder that vidcam explain wrote for the inputs of an evaluation, with the same model and layer; repeatable");
  // clang-format on
  const auto values = read_options(arguments, options, "report");
  if (help_shown(values, kExamples, options)) return 0;
  const auto folders = values.count("path") > 0 ? values["path"].as<Strings>() : Strings();
  if (folders.size() != 1)
    throw Error(ExitCode::Usage, "which folder? vidcam report DIR takes one");
  const auto media = values.count("media") > 0 ? values["media"].as<Strings>() : Strings();
  std::cout << write_report(folders.front(), media) << '\n';
  return 0;
}

}  // namespace vidcam
