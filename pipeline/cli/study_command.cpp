#include <iostream>
#include <random>

#include "pipeline/base/error.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/study/study.h"
#include "pipeline/cli/study/study_text.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam study: which of two methods' explanations do people trust more? (docs/study.md)\n\n"
    "  vidcam explain videos/*.mp4 -m c3d.pt --no-text --view masked,source -o explained\n"
    "  vidcam study make explained --methods gradcam,gradcam++ -o study\n"
    "      study/judges goes to the judges, study/key.json does not\n"
    "  vidcam study tally --key study/key.json answers/*.json\n\n";

po::options_description make_options() {
  po::options_description o("vidcam study make DIR...: DIR is what vidcam explain --no-text wrote");
  const StudyOptions usual;
  // clang-format off
  o.add_options()
    ("methods", text("gradcam,gradcam++"), "the two that are compared")
    ("view", text(""), "which, where there are several: overlay, masked ...")
    ("items", by_default(0), "so many, drawn by the seed; 0: all")
    ("question", po::value<std::string>()->default_value(usual.question), "what judges are asked")
    ("seed", po::value<uint64_t>(), "of sides, order and sample; drawn, and kept in the key, if left out")
    ("out,o", po::value<std::string>()->default_value(usual.out), "folder, made if missing");
  // clang-format on
  return o;
}

po::options_description tally_options() {
  po::options_description o("vidcam study tally --key FILE ANSWERS...");
  // clang-format off
  o.add_options()
    ("key", po::value<std::string>(), "key.json of the study")
    ("json", po::bool_switch(), "one JSON object")
    ("resamples", by_default(10000), "of the bootstrap")
    ("bootstrap-seed", by_default(1), "of the bootstrap");
  // clang-format on
  return o;
}

uint64_t drawn_seed() {
  std::random_device device;
  return (uint64_t{device()} << 32U) | device();
}

Strings paths_of(const po::variables_map& values, const char* what) {
  if (values.count("path") == 0)
    throw Error(ExitCode::Usage, std::string(what) + " (see vidcam study --help)");
  return values["path"].as<Strings>();
}

int make(const Arguments& arguments) {
  const auto values = read_options(arguments, make_options(), "study");
  const Strings methods = list_of(values, "methods");
  if (methods.size() != 2)
    refuse("methods", values["methods"].as<std::string>(), "a study compares two methods");
  StudyOptions options;
  options.folders = paths_of(values, "study make: which folder of explanations?");
  options.method_a = methods[0];
  options.method_b = methods[1];
  options.view = values["view"].as<std::string>();
  options.question = values["question"].as<std::string>();
  options.out = values["out"].as<std::string>();
  options.items = static_cast<size_t>(within(values, "items", 0, 1000000));
  options.seed = values.count("seed") > 0 ? values["seed"].as<uint64_t>() : drawn_seed();
  for (const std::string& path : make_study(options)) std::cout << path << '\n';
  return 0;
}

int tally_up(const Arguments& arguments) {
  const auto values = read_options(arguments, tally_options(), "study");
  if (values.count("key") == 0)
    throw Error(ExitCode::Usage, "study tally: which study? --key FILE (see vidcam study --help)");
  const Strings paths = paths_of(values, "study tally: which answers?");
  const StudyKey key = read_study_key(values["key"].as<std::string>());
  std::vector<JudgeAnswers> answers;
  answers.reserve(paths.size());
  for (const std::string& path : paths) answers.push_back(read_answers(path, key));
  BootstrapOptions bootstrap;
  bootstrap.resamples = within(values, "resamples", 1, 10000000);
  bootstrap.seed = static_cast<uint64_t>(within(values, "bootstrap-seed", 0, 1 << 30));
  const StudyResult result = count_answers(key, answers, bootstrap);
  std::cout << (values["json"].as<bool>() ? study_json(key, result) : study_markdown(key, result));
  return 0;
}

}  // namespace

int run_study(const Arguments& arguments) {
  const std::string what = arguments.empty() ? "" : arguments.front();
  const bool help = what == "--help" || what == "-h" ||
                    (arguments.size() > 1 && (arguments[1] == "--help" || arguments[1] == "-h"));
  if (help) {
    std::cout << kExamples << make_options() << '\n' << tally_options() << '\n' << kExitCodes;
    return 0;
  }
  const Arguments rest(arguments.begin() + (what.empty() ? 0 : 1), arguments.end());
  if (what == "make") return make(rest);
  if (what == "tally") return tally_up(rest);
  throw Error(ExitCode::Usage,
              "study " + what + ": expected make or tally (see vidcam study --help)");
}

}  // namespace vidcam
