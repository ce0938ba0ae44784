#include <algorithm>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pipeline/cli/command.h"
#include "pipeline/cli/doctor/machine_checks.h"
#include "pipeline/cli/doctor/self_test.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/run/json_text.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam doctor: what this machine has for vidcam, what is missing, and whether it works\n\n"
    "  vidcam doctor\n"
    "  vidcam doctor --device cuda -o /data/results\n"
    "  vidcam doctor --json\n\n"
    "Parts of the media process's sandbox are tried by the process itself; those that do not hold\n"
    "here are warnings. What keeps vidcam from working is an error, and sets the exit code.\n\n";

const char* status_of(const Finding& finding) {
  if (finding.code != ExitCode::Ok) return "error";
  return finding.warning ? "warning" : "ok";
}

void print_text(const Findings& findings) {
  for (const Finding& f : findings)
    std::cout << std::left << std::setw(9) << status_of(f) << std::setw(30) << f.name << f.text
              << '\n';
}

void print_json(const Findings& findings, ExitCode code) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const Finding& f : findings)
    checks.push_back({{"name", f.name}, {"status", status_of(f)}, {"text", f.text}});
  const nlohmann::ordered_json all{
      {"vidcam", VIDCAM_VERSION}, {"healthy", code == ExitCode::Ok}, {"checks", checks}};
  std::cout << json_line(all) << '\n';
}

Findings examine(const std::string& device, const std::string& folder) {
  Findings findings = check_device(device);  // first: it may load CUDA
  Findings media = check_media();
  std::move(media.begin(), media.end(), std::back_inserter(findings));
  findings.push_back(check_folder(folder));
  const bool works = std::all_of(findings.begin(), findings.end(),
                                 [](const Finding& f) { return f.code == ExitCode::Ok; });
  if (works) findings.push_back(self_test(device));
  return findings;
}

}  // namespace

int run_doctor(const Arguments& arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
    ("device", text("auto"), "auto, cpu, cuda, cuda:N or several, cuda:0,1: each takes a part of every batch")
    ("out,o", text("vidcam-out"), "folder for results: can it be written, is there room")
    ("json", "one JSON object")
    ("help,h", "this text");
  // clang-format on
  const auto values = parse_arguments(arguments, options, {}, "doctor");
  if (help_shown(values, kExamples, options)) return 0;
  const Findings findings =
      examine(values["device"].as<std::string>(), values["out"].as<std::string>());
  const auto worst = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& f) { return f.code != ExitCode::Ok; });
  const ExitCode code = worst == findings.end() ? ExitCode::Ok : worst->code;
  values.count("json") > 0 ? print_json(findings, code) : print_text(findings);
  return static_cast<int>(code);
}

}  // namespace vidcam
