#include "pipeline/cli/batch/batch_settings.h"

#include <filesystem>

#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/model_json.h"
#include "pipeline/cli/option_values.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

Json value_json(const boost::any& value) {
  if (const auto* list = boost::any_cast<Strings>(&value)) return *list;
  if (const auto* i = boost::any_cast<int>(&value)) return *i;
  if (const auto* l = boost::any_cast<int64_t>(&value)) return *l;
  if (const auto* d = boost::any_cast<double>(&value)) return *d;
  if (const auto* b = boost::any_cast<bool>(&value)) return *b;
  return boost::any_cast<std::string>(value);
}

std::string absolute(const std::string& path) {
  return path.empty() ? path : fs::absolute(path).lexically_normal().string();
}

void make_paths_absolute(Json& options) {
  for (const char* option : {"model", "channel-names"}) options[option] = absolute(options[option]);
  // Else the name of a card that is built in.
  if (fs::exists(options["card"].get<std::string>())) options["card"] = absolute(options["card"]);
  if (!options.contains("input")) return;
  for (Json& given : options["input"]) {
    const auto text = given.get<std::string>();
    const size_t value = text.find('=') + 1;
    if (text.ends_with(".npy")) given = text.substr(0, value) + absolute(text.substr(value));
  }
}

void add_argument(const std::string& name, const Json& value, Arguments& arguments) {
  if (value.is_array()) {
    for (const Json& one : value) add_argument(name, one, arguments);
  } else if (value.is_boolean()) {
    if (value.get<bool>()) arguments.push_back("--" + name);
  } else if (!value.is_string()) {
    arguments.push_back("--" + name + "=" + value.dump());
  } else if (value != "") {  // which is how the command line says nothing
    arguments.push_back("--" + name + "=" + value.get<std::string>());
  }
}

}  // namespace

Json options_json(const po::variables_map& values) {
  Json options = Json::object();
  const auto all = result_options();
  for (const auto& option : all.options()) {
    const std::string& name = option->long_name();
    if (values.count(name) > 0) options[name] = value_json(values[name].value());
  }
  make_paths_absolute(options);
  return options;
}

ExplainSettings settings_from(const Json& options) {
  Arguments arguments;
  for (const auto& [name, value] : options.items()) add_argument(name, value, arguments);
  return settings_from(read_explain_options(arguments, "plan"));
}

Json model_identity(const ClipExplainer& explainer) {
  const ModelFacts& facts = explainer.facts();
  return {{"sha256", facts.sha256},
          {"card", card_digest(explainer.card())},
          {"layer", facts.layer},
          {"tap", facts.tap}};
}

}  // namespace vidcam
