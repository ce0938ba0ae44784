#include <algorithm>
#include <filesystem>
#include <iostream>

#include "explain3d/method_list.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/eval/eval_files.h"
#include "pipeline/cli/eval/eval_options.h"
#include "pipeline/cli/eval/mask_curves.h"
#include "pipeline/cli/eval/settings_json.h"
#include "pipeline/cli/eval/summary_text.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/report/report.h"
#include "pipeline/cli/stop_signal.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/outcome.h"

namespace vidcam {
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

ExplainOptions explainer_options(const EvalSettings& settings) {
  ExplainOptions options = settings.model;
  options.methods = explained_methods(settings);
  return options;
}

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

// Asked for by name, but nothing to measure it on.
void check_truth(const EvalSettings& settings, const std::vector<EvalItem>& items,
                 const std::string& asked) {
  const Strings named = split(asked);
  for (const MetricInfo& metric : metrics()) {
    const bool wanted = std::find(named.begin(), named.end(), metric.name) != named.end();
    if (wanted && !is_met(metric.needs, settings, items))
      throw Error(ExitCode::Usage, "--metrics " + std::string(metric.name) + ": needs " +
                                       to_text(metric.needs) +
                                       ", and there are none (see vidcam eval --help)");
  }
  if (figures_of(settings, items).empty())
    throw Error(ExitCode::Usage, "--metrics " + asked + ": nothing to measure on these items");
}

ExitCode code_of(const std::vector<ItemOutcome>& outcomes, const std::vector<std::string>& faults) {
  std::vector<ExitCode> failures(faults.size(), ExitCode::Unusable);
  for (const ItemOutcome& outcome : outcomes) {
    if (!outcome.result) failures.push_back(outcome.code);
  }
  return outcome_of(outcomes.size() + faults.size(), failures);
}

int measure(const EvalSettings& settings, ClipExplainer& explainer, const EvalItems& read) {
  make_output_folder(settings.out);
  const auto fingerprint = settings_json(settings, explainer, read.items);
  EvalLog log((std::filesystem::path(settings.out) / "finished.log").string(), fingerprint);
  catch_stop_signals();
  const auto outcomes = EvalRun(settings, explainer, read.items, log).run();
  const EvalSummary summary = summarise(outcomes, figures_of(settings, read.items),
                                        settings.model.methods, settings.bootstrap);
  auto paths = write_eval(
      {settings, explainer.facts(), read.items, outcomes, read.faults, log, fingerprint}, summary);
  paths.push_back(write_report(settings.out));
  if (!settings.quiet) std::cerr << '\n' << figures_markdown(summary) << '\n';
  for (const std::string& path : paths) std::cout << path << '\n';
  for (const std::string& warning : explainer.facts().warnings)
    std::cerr << "warning: " << warning << '\n';
  return static_cast<int>(code_of(outcomes, read.faults));
}

int evaluate(const EvalSettings& settings, const std::string& asked) {
  ClipExplainer explainer =
      load_explainer(explainer_options(settings), settings.stall_timeout_seconds);
  const EvalItems read = read_items(settings, explainer, std::cin);
  for (const std::string& fault : read.faults) std::cerr << "error: " << fault << '\n';
  if (read.items.empty()) throw Error(ExitCode::Unusable, "no item is left that can be measured");
  check_truth(settings, read.items, asked);
  if (!settings.quiet) say_what_was_chosen(settings, explainer.facts(), read.items.size());
  if (!settings.dry_run) return measure(settings, explainer, read);
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
