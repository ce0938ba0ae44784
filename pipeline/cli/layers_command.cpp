#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "model3d/layers.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/model_limits.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam layers MODEL: every layer in order of execution, from a dry run on zeros\n\n"
    "  vidcam layers model.pt\n\n";

constexpr double kPatience = 60;  // as --stall-timeout is where it can be set

std::string text_of(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t side : shape) text += (text.empty() ? "" : "x") + std::to_string(side);
  return text;
}

void print_json(const LayerInfo& l) {
  std::cout << nlohmann::ordered_json{{"name", l.name},
                                      {"type", l.type},
                                      {"shape", l.shape},
                                      {"calls", l.calls},
                                      {"default", l.is_default}}
                   .dump()
            << '\n';
}

void print_table(const std::vector<LayerInfo>& layers) {
  size_t name = 4;
  size_t type = 4;
  for (const LayerInfo& l : layers) {
    name = std::max(name, l.name.size());
    type = std::max(type, l.type.size());
  }
  const auto row = [&](const std::string& mark, const auto& n, const auto& t, const auto& s,
                       const auto& c) {
    std::cout << mark << std::left << std::setw(static_cast<int>(name) + 2) << n
              << std::setw(static_cast<int>(type) + 2) << t << std::setw(20) << s << c << '\n';
  };
  row("  ", "NAME", "TYPE", "OUTPUT SHAPE", "CALLS");
  for (const LayerInfo& l : layers)
    row(l.is_default ? "* " : "  ", l.name, l.type, text_of(l.shape), l.calls);
  std::cerr << "* explained where --layer is not given\n";
}

}  // namespace

int run_layers(const Arguments& arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
    ("help,h", "this text")
    ("model", po::value<std::string>(), "TorchScript file")
    ("card", po::value<std::string>()->default_value(""), "model card: a file, or a built-in one")
    ("json", "one JSON object a line");
  // clang-format on
  po::positional_options_description positional;
  positional.add("model", 1);
  const auto values = parse_arguments(arguments, options, positional, "layers");
  if (help_shown(values, kExamples, options)) return 0;
  if (values.count("model") == 0) throw Error(ExitCode::Usage, "which model? vidcam layers MODEL");
  bool ran = false;
  const auto limit = limit_first_pass(ran, values["model"].as<std::string>(), kPatience);
  const auto layers =
      list_layers(values["model"].as<std::string>(), values["card"].as<std::string>());
  if (values.count("json") > 0) {
    for (const LayerInfo& l : layers) print_json(l);
  } else {
    print_table(layers);
  }
  return 0;
}

}  // namespace vidcam
