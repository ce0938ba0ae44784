#include <filesystem>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "model3d/model_card.h"
#include "model3d/model_summary.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"
#include "pipeline/cli/command.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam model MODEL: what a model file holds, without running it; or why it is refused\n\n"
    "  vidcam model model.pt\n\n";

using Json = nlohmann::ordered_json;

// Where the card stands, or why there is none: a model without one can still be looked at.
std::string card_text(const std::string& path, const std::string& name) {
  try {
    const ModelCard card = find_card(path, name);
    const ClipSpec& clip = card.clip;
    std::string size = card.video ? std::to_string(clip.frames) + " frames of " : "a picture of ";
    size += std::to_string(clip.height) + "x" + std::to_string(clip.width);
    return card.source + ": " + size + ", " + std::to_string(card.labels.size()) + " labels";
  } catch (const Error& e) {
    return std::string("none: ") + e.what();
  }
}

void print_json(const std::string& path, const ModelSummary& s, const std::string& card) {
  Json inputs = Json::array();
  for (const auto& [name, type] : s.inputs) inputs.push_back({{"name", name}, {"type", type}});
  std::cout << Json{{"path", path},
                    {"format", "TorchScript"},
                    {"bytes", s.bytes},
                    {"sha256", s.sha256},
                    {"inputs", inputs},
                    {"output", s.output},
                    {"weights", s.weights},
                    {"layer_names", s.has_layer_names},
                    {"operators", s.operators},
                    {"notes", s.notes},
                    {"card", card}}
                   .dump()
            << '\n';
}

void row(const char* what, const std::string& text) {
  std::cout << std::left << std::setw(11) << what << text << '\n';
}

template <class Map>
std::string counted(const Map& counts) {
  std::vector<std::string> parts;
  for (const auto& [name, count] : counts) parts.push_back(std::to_string(count) + " " + name);
  return parts.empty() ? "none" : joined(parts);
}

void print_text(const std::string& path, const ModelSummary& s, const std::string& card) {
  row("model", path);
  row("format", "TorchScript, " + std::to_string(s.bytes) + " bytes");
  row("sha256", s.sha256);
  for (const auto& [name, type] : s.inputs) row("input", name + ": " + type);
  row("output", s.output);
  row("weights", counted(s.weights));
  row("operators", counted(s.operators));
  row("layers", s.has_layer_names ? "have names; vidcam layers lists them"
                                  : "have no names (frozen?); vidcam layers lists the operators");
  row("card", card);
  for (const std::string& note : s.notes) row("note", note);
}

}  // namespace

int run_model(const Arguments& arguments) {
  po::options_description options("Options");
  // clang-format off
  options.add_options()
    ("help,h", "this text")
    ("model", po::value<std::string>(), "TorchScript file")
    ("card", po::value<std::string>()->default_value(""), "model card: a file, or a built-in one")
    ("json", "one JSON object");
  // clang-format on
  po::positional_options_description positional;
  positional.add("model", 1);
  const auto values = parse_arguments(arguments, options, positional, "model");
  if (help_shown(values, kExamples, options)) return 0;
  if (values.count("model") == 0) throw Error(ExitCode::Usage, "which model? vidcam model MODEL");
  const auto& path = values["model"].as<std::string>();
  const ModelSummary summary = summarize_model(path);
  const std::string card = card_text(path, values["card"].as<std::string>());
  values.count("json") > 0 ? print_json(path, summary, card) : print_text(path, summary, card);
  return 0;
}

}  // namespace vidcam
