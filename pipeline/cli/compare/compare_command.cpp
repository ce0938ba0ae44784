#include <filesystem>
#include <iomanip>
#include <iostream>
#include <map>

#include "pipeline/base/error.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/compare/comparison.h"
#include "pipeline/cli/compare/variants.h"
#include "pipeline/cli/explain/explain_command.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/targets.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/model_json.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/reading.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/json_text.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;

namespace {

const char kExamples[] =
    "vidcam compare INPUT... -m MODEL -m MODEL: one input explained by several models, or at "
    "several layers:\n"
    "a contact sheet of all of them, and how far their maps agree.\n\n"
    "  vidcam compare clip.mp4 -m a.pt -m b.pt\n"
    "  vidcam compare clip.mp4 -m c3d.pt -l conv3b -l conv4b -l conv5b\n"
    "  vidcam compare clip.mp4 -m a.pt -l layer4 -m b.pt -l features.28 --method gradcam++\n"
    "  vidcam compare clip.mp4 -m a.pt -m b.pt --truth label:walk     what they take for it, "
    "beside "
    "what it is\n\n"
    "Written into --out, beside each variant's own results in a folder of its name: "
    "STEM_compare.png,"
    " .json and .csv.\n"
    "All options of vidcam explain work; a list of layers (a,b) is fused as there.\n\n";

// clang-format off
po::options_description compare_options() {
  po::options_description o("Compare");
  o.add_options()
    ("model,m", po::value<Strings>(), "a model; repeatable")
    ("layer,l", po::value<Strings>(), "once for all models, once for each of them, or several times for one model")
    ("card", po::value<Strings>(), "once for all models, or once for each")
    ("truth", text(""), "the true class, explained beside what each variant predicts: label:NAME or class:INDEX");
  return o;
}
// clang-format on

struct CompareRequest {
  std::vector<Variant> variants;
  std::string truth;
  Arguments rest;  // options of vidcam explain
};

CompareRequest read_request(const Arguments& arguments) {
  const auto options = compare_options();
  // No guessing of shortened options, as everywhere.
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  try {
    const auto parsed =
        po::command_line_parser(arguments).options(options).style(style).allow_unregistered().run();
    po::variables_map values;
    po::store(parsed, values);
    const auto all = [&](const char* name) {
      return values.count(name) > 0 ? values[name].as<Strings>() : Strings();
    };
    return {list_variants(all("model"), all("card"), all("layer")),
            values["truth"].as<std::string>(),
            po::collect_unrecognized(parsed.options, po::include_positional)};
  } catch (const po::error& e) {
    throw Error(ExitCode::Usage, std::string(e.what()) + " (see vidcam compare --help)");
  }
}

Arguments arguments_for(const Variant& variant, Arguments rest) {
  rest.insert(rest.end(), {"--model", variant.model});
  if (!variant.card.empty()) rest.insert(rest.end(), {"--card", variant.card});
  if (!variant.layer.empty()) rest.insert(rest.end(), {"--layer", variant.layer});
  return rest;
}

ExplainSettings settings_for(const CompareRequest& request, size_t which) {
  const Variant& variant = request.variants[which];
  const auto values = read_explain_options(arguments_for(variant, request.rest), "compare");
  ExplainSettings s = settings_from(values);
  const bool chosen = !values["view"].defaulted();
  if (!chosen) s.views = {"sheet"};
  if (!has_sheet(s)) s.views.emplace_back("sheet");
  s.media.sheet.title = variant.name;
  s.sheet_goes_on = which > 0;
  s.out = (fs::path(s.out) / variant.name).string();
  s.force = true;  // a comparison of results of other days would be none
  if (!request.truth.empty()) s.target_texts.push_back(request.truth);
  return s;
}

// Where the files of the comparison go, without their suffixes.
std::string base_of(const ExplainSettings& settings, const Input& input) {
  return (fs::path(settings.out).parent_path() / (input.stem + "_compare")).string();
}

std::vector<Input> inputs_for(const ExplainSettings& settings) {
  auto inputs = list_inputs(settings.inputs, settings.recursive, std::cin);
  for (Input& input : inputs) {
    if (input.kind == InputKind::Tensor)
      throw Error(ExitCode::Usage, input.path +
                                       ": a tensor has no picture to lay heat over; "
                                       "videos and pictures are compared");
    input.sheet = base_of(settings, input);
  }
  return inputs;
}

nlohmann::ordered_json facts_json(const ModelFacts& facts) {
  return {{"model", facts.path},
          {"layer", facts.layer},
          {"tap", facts.tap},
          {"precision", facts.precision}};
}

using Comparisons = std::map<std::string, Comparison>;  // by the inputs' stems

struct LoadedVariant {
  std::string name;
  ExplainSettings settings;
  ClipExplainer explainer;
  std::vector<TargetRequest> targets;
};

// All of them before the first is run: what is wrong with the last is said at once.
std::vector<LoadedVariant> load_variants(const CompareRequest& request) {
  std::vector<LoadedVariant> loaded;
  loaded.reserve(request.variants.size());
  for (size_t v = 0; v < request.variants.size(); ++v) {
    const ExplainSettings settings = settings_for(request, v);
    loaded.push_back({request.variants[v].name,
                      settings,
                      load_explainer(settings.model, settings.stall_timeout_seconds),
                      {}});
    loaded.back().targets = parse_targets(settings, loaded.back().explainer);
  }
  return loaded;
}

int explain_variant(LoadedVariant& variant, const std::vector<Input>& inputs,
                    Comparisons& comparisons) {
  ClipExplainer& explainer = variant.explainer;
  const auto spec = with_step(explainer.card().clip, variant.settings.frame_step);
  const auto compared = [&](const InputTask& task) {
    comparisons[task.input().stem].add(variant.name, facts_json(explainer.facts()), task, spec);
  };
  return explain_with(explainer, variant.settings, variant.targets, inputs, {compared, {}});
}

// The same method and target by two variants: what one looks for first.
void say_agreement(const nlohmann::ordered_json& record) {
  std::map<std::string, nlohmann::ordered_json> maps;
  for (const auto& map : record["maps"]) maps[map["name"]] = map;
  for (const auto& variant : record["variants"])
    std::cerr << variant["name"].get<std::string>() << ": "
              << variant["predicted"]["label"].get<std::string>() << " in "
              << variant["predicted"]["clips"] << " of " << variant["clips"] << " clips\n";
  for (const auto& pair : record["agreement"]) {
    const auto& a = maps[pair["a"]];
    const auto& b = maps[pair["b"]];
    if (a["method"] != b["method"] || a["target"] != b["target"] || pair["pearson"].is_null())
      continue;
    std::cerr << pair["a"].get<std::string>() << " and " << b["variant"].get<std::string>()
              << ": correlation " << std::fixed << std::setprecision(2)
              << pair["pearson"].get<double>() << std::defaultfloat << '\n';
  }
}

void write_comparison(const Comparison& comparison, const Input& input, bool quiet) {
  nlohmann::ordered_json record{{"vidcam", VIDCAM_VERSION}, {"input", input.path}};
  record.update(comparison.json());
  const std::string json_path = input.sheet + ".json", csv_path = input.sheet + ".csv";
  write_file_atomically(csv_path, agreement_csv(record));
  write_file_atomically(json_path, json_file(record));
  if (!quiet) say_agreement(record);
  std::cout << input.sheet << ".png\n" << csv_path << '\n' << json_path << std::endl;
}

int compare(const CompareRequest& request) {
  const ExplainSettings common = settings_for(request, 0);
  const std::vector<Input> inputs = inputs_for(common);
  std::vector<LoadedVariant> variants = load_variants(request);
  if (!common.dry_run)
    for (const Input& input : inputs) fs::remove(input.sheet + ".png");
  Comparisons comparisons;
  int code = 0;
  for (LoadedVariant& variant : variants)
    code = std::max(code, explain_variant(variant, inputs, comparisons));
  for (const Input& input : inputs) {
    const auto found = comparisons.find(input.stem);
    if (found != comparisons.end() && found->second.variants() == variants.size())
      write_comparison(found->second, input, common.quiet);
  }
  return code;
}

}  // namespace

int run_compare(const Arguments& arguments) {
  const bool help = std::find(arguments.begin(), arguments.end(), "--help") != arguments.end() ||
                    std::find(arguments.begin(), arguments.end(), "-h") != arguments.end();
  if (help) {
    std::cout << kExamples << compare_options() << '\n' << explain_options() << '\n' << kExitCodes;
    return 0;
  }
  return compare(read_request(arguments));
}

}  // namespace vidcam
