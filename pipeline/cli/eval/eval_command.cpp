#include <algorithm>
#include <filesystem>
#include <iostream>

#include "explain3d/method_list.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/eval/eval_files.h"
#include "pipeline/cli/eval/eval_options.h"
#include "pipeline/cli/eval/eval_outcomes.h"
#include "pipeline/cli/eval/made_with.h"
#include "pipeline/cli/eval/mask_curves.h"
#include "pipeline/cli/eval/settings_json.h"
#include "pipeline/cli/eval/summary_json.h"
#include "pipeline/cli/eval/summary_text.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/model_json.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/report/report.h"
#include "pipeline/cli/stop_signal.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/outcome.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

namespace {

const char kExamples[] =
    "vidcam eval INPUT... | MANIFEST -m MODEL: how faithful each method's maps are, and how well\n"
    "they lie on the object; tables with intervals and tests, over videos and pictures.\n"
    "INPUT is as for vidcam explain. MANIFEST (.tsv, .jsonl) names what is known to be true of "
    "each\n"
    "input: path, and of id, label, boxes, mask, width, height what there is "
    "(docs/evaluation.md).\n\n"
    "  vidcam eval photos/ --recursive -m mobilenet.pt\n"
    "  vidcam eval list.tsv -m c3d.pt --methods gradcam,gradcam++,layercam --clips 4 -o out\n"
    "  vidcam eval list.tsv -m c3d.pt --metrics drop,win,loc --curves\n\n"
    "Metrics (dear: asks the model many times more, not part of \"all\"):\n";

void say_what_was_chosen(const EvalSettings& settings, const ModelFacts& facts, size_t items) {
  std::cerr << facts.path << ": layer " << facts.layer << " (" << facts.tap << "), " << facts.device
            << ", up to " << facts.batch << " clips a pass; " << items << " items\n";
  for (const MethodInfo& info : list_methods()) {
    const auto methods = explained_methods(settings);
    const bool wanted = std::find(methods.begin(), methods.end(), info.name) != methods.end();
    if (wanted && !info.cost.empty())
      std::cerr << info.name << " asks the model again: " << info.cost << '\n';
  }
  const int masks = masks_of_curves(settings);
  if (masks > 0) std::cerr << "curves ask the model again: " << masks << " forward passes a map\n";
}

void measure_items(const EvalSettings& settings, ClipExplainer& explainer,
                   const std::vector<EvalItem>& items, EvalOutcomes& outcomes) {
  const std::vector<size_t> todo = outcomes.todo();
  if (todo.size() < items.size() && !settings.quiet)
    std::cerr << settings.out << ": " << items.size() - todo.size() << " of " << items.size()
              << " items are finished already\n";
  EvalRun(settings, explainer, items, todo, [&](auto group) {
    outcomes.add(group, made_with_json(explainer.facts()));
  }).run();
}

// Of all runs; where none finished anything, what this one knows.
EvalFacts facts_of(const EvalSettings& settings, const ModelFacts& model, const Json& what,
                   const EvalOutcomes& outcomes) {
  MadeWith all(model_json(model), what);
  for (const Json& of_run : outcomes.made_with()) all.add(of_run);
  all.add(made_with_json(model));
  return all.facts(all_conventions(settings, model));
}

// Their paths.
std::vector<std::string> write_files(const EvalSettings& settings, const EvalFacts& facts,
                                     const std::vector<EvalItem>& items,
                                     const EvalOutcomes& outcomes) {
  EvalFiles files(settings.out, settings.model.methods, figures_of(settings, known_of(items)));
  for (size_t i = 0; i < items.size(); ++i) files.add(items[i].truth, outcomes.at(i));
  auto paths = files.finish(facts, settings.bootstrap);
  const auto command = std::filesystem::path(settings.out) / "command.txt";
  write_file_atomically(paths.emplace_back(command.string()), settings.command + "\n");
  paths.push_back(write_report(settings.out));
  if (!settings.quiet) std::cerr << '\n' << figures_markdown(files.summary()) << '\n';
  return paths;
}

ExitCode exit_code_of(const EvalOutcomes& outcomes, const EvalItems& read) {
  std::vector<ExitCode> failures = outcomes.failures();
  failures.insert(failures.end(), read.faults.size(), ExitCode::Unusable);
  return outcome_of(read.items.size() + read.faults.size(), failures);
}

ExitCode measure(const EvalSettings& settings, ClipExplainer& explainer, const EvalItems& read) {
  make_output_folder(settings.out);
  const Json what = settings_json(settings, explainer, read.items);
  RecordLog log((std::filesystem::path(settings.out) / "finished.log").string(), what);
  catch_stop_signals();
  EvalOutcomes outcomes(log, read.items, settings.model.methods);
  measure_items(settings, explainer, read.items, outcomes);
  EvalFacts facts = facts_of(settings, explainer.facts(), what, outcomes);
  facts.faults = read.faults;
  for (const std::string& path : write_files(settings, facts, read.items, outcomes))
    std::cout << path << '\n';
  for (const std::string& warning : facts.warnings) std::cerr << "warning: " << warning << '\n';
  return exit_code_of(outcomes, read);
}

int evaluate(const EvalSettings& settings, const std::string& asked) {
  ClipExplainer explainer =
      load_explainer(explainer_options(settings), settings.stall_timeout_seconds);
  const EvalItems read = read_items(settings, explainer, std::cin);
  for (const std::string& fault : read.faults) std::cerr << "error: " << fault << '\n';
  if (read.items.empty()) throw Error(ExitCode::Unusable, "no item is left that can be measured");
  check_metrics(settings, known_of(read.items), asked);
  if (!settings.quiet) say_what_was_chosen(settings, explainer.facts(), read.items.size());
  if (!settings.dry_run) return static_cast<int>(measure(settings, explainer, read));
  for (const EvalItem& item : read.items) std::cout << item.truth.path << '\n';
  return static_cast<int>(read.faults.empty() ? ExitCode::Ok : ExitCode::SomeFailed);
}

}  // namespace

int run_eval(const Arguments& arguments) {
  const auto values = read_eval_options(arguments);
  if (help_shown(values, kExamples + metrics_help(), eval_options())) return 0;
  if (values["print-config"].as<bool>()) return std::cout << as_config(values), 0;
  EvalSettings settings = eval_settings_from(values);
  settings.command = as_shell_line("vidcam eval", arguments);
  return evaluate(settings, values["metrics"].as<std::string>());
}

}  // namespace vidcam
