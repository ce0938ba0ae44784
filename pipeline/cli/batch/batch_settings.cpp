#include "pipeline/cli/batch/batch_settings.h"

#include <filesystem>

#include "pipeline/cli/batch/batch_items.h"
#include "pipeline/cli/eval/eval_options.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/model_json.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/run/same_settings.h"

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

void make_paths_absolute(Json& options) {
  for (const char* option : {"model", "channel-names"}) {
    if (options.contains(option)) options[option] = absolute_path(options[option]);
  }
  // Else the name of a card that is built in.
  if (fs::exists(options["card"].get<std::string>()))
    options["card"] = absolute_path(options["card"]);
  if (!options.contains("input")) return;
  for (Json& given : options["input"]) {
    const auto text = given.get<std::string>();
    const size_t value = text.find('=') + 1;
    if (text.ends_with(".npy")) given = text.substr(0, value) + absolute_path(text.substr(value));
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

Arguments arguments_of(const Json& options) {
  Arguments arguments;
  for (const auto& [name, value] : options.items()) add_argument(name, value, arguments);
  return arguments;
}

}  // namespace

Json options_json(const po::variables_map& values, const po::options_description& which) {
  Json options = Json::object();
  for (const auto& option : which.options()) {
    const std::string& name = option->long_name();
    if (values.count(name) > 0) options[name] = value_json(values[name].value());
  }
  make_paths_absolute(options);
  return options;
}

ExplainSettings explain_settings_from(const Json& options) {
  return settings_from(read_explain_options(arguments_of(options), "plan"));
}

EvalSettings eval_settings_from(const Json& options) {
  return eval_settings_from(read_eval_options(arguments_of(options), "plan"));
}

Json model_identity(const ClipExplainer& explainer) {
  const ModelFacts& facts = explainer.facts();
  return {{"sha256", facts.sha256},
          {"card", card_digest(explainer.card())},
          {"layer", facts.layer},
          {"tap", facts.tap}};
}

void check_same_model(const std::string& out, const BatchPlan& plan,
                      const ClipExplainer& explainer) {
  check_same_settings(plan_path(out), {{"model", plan.settings.at("model")}},
                      {{"model", model_identity(explainer)}});
}

}  // namespace vidcam
