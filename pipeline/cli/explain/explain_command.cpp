#include "pipeline/cli/explain/explain_command.h"

#include <algorithm>
#include <iostream>

#include "explain3d/method_list.h"
#include "pipeline/base/error.h"
#include "pipeline/base/path_kind.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/channel_sheet.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/explain_run.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/explain/targets.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/stop_signal.h"
#include "pipeline/run/atomic_file.h"

namespace vidcam {
namespace {

const char kExamples[] =
    "vidcam explain INPUT... -m MODEL: explanation videos, raw maps and a record for each input.\n"
    "INPUT is a video, a picture, a folder of frames, an .npy tensor that already is model input, "
    "a\n"
    "folder of such files with --recursive, or - for a list of paths on stdin.\n\n"
    "  vidcam explain clip.mp4 -m model.pt\n"
    "  vidcam explain clip.mp4 -m c3d.pt --card c3d-sports1m -l conv5b -o out\n"
    "  vidcam explain clip.mp4 -m model.pt --target label:walk --target top:3 --view "
    "overlay,masked\n"
    "  vidcam explain clip.mp4 -m model.pt --target label:walk --versus label:run\n"
    "  vidcam explain videos/ --recursive -m model.pt --clips 4\n";

void say_what_was_chosen(const ModelFacts& facts, int batch) {
  std::cerr << facts.path << ": layer " << facts.layer << " (" << facts.tap << "), " << facts.device
            << " " << facts.precision << ", up to " << batch << " clips a pass\n";
}

void say_what_it_costs(const std::vector<std::string>& methods) {
  for (const MethodInfo& info : list_methods()) {
    const bool wanted = std::find(methods.begin(), methods.end(), info.name) != methods.end();
    if (wanted && !info.cost.empty())
      std::cerr << info.name << " asks the model again: " << info.cost << '\n';
  }
}

// A folder is one video whatever the model; given a model of pictures, something else may be meant.
void say_what_folders_are(const std::vector<Input>& inputs, const ModelCard& card) {
  if (card.video) return;
  for (const Input& input : inputs) {
    if (is_folder(input.path))
      std::cerr << input.path
                << ": its pictures are taken as the frames of one video; --recursive "
                   "explains each by itself\n";
  }
}

void say_plan(const ExplainSettings& settings, const std::vector<Input>& inputs,
              const std::vector<TargetRequest>& targets) {
  for (const Input& input : inputs) {
    std::cout << input.path << '\n';
    if (input.kind == InputKind::Media) {
      for (const auto& o : name_outputs(settings.out, input, settings, targets)) {
        std::cout << "  " << o.path << ".{mp4,png}\n";
      }
    }
    std::cout << "  " << name_record(settings.out, input.stem) << '\n';
  }
}

}  // namespace

int explain_inputs(const ExplainSettings& settings, std::vector<Input> inputs) {
  ClipExplainer explainer = load_explainer(settings.model, settings.stall_timeout_seconds);
  return explain_with(explainer, settings, parse_targets(settings, explainer), std::move(inputs));
}

int explain_with(ClipExplainer& explainer, const ExplainSettings& settings,
                 const std::vector<TargetRequest>& targets, std::vector<Input> inputs,
                 const ExplainListener& listener) {
  std::vector<std::pair<Input, std::vector<size_t>>> channels;
  ExplainListener and_channels = listener;
  and_channels.written = [&](const InputTask& task) {
    if (listener.written) listener.written(task);
    const auto top = top_channels(task.channels(), static_cast<size_t>(settings.channel_sheet));
    if (!top.empty()) channels.emplace_back(task.input(), top);
  };
  ExplainRun run(settings, explainer, targets, and_channels);
  if (!settings.quiet) {
    say_what_was_chosen(explainer.facts(), run.batch_size());
    say_what_it_costs(settings.model.methods);
    say_what_folders_are(inputs, explainer.card());
  }
  if (settings.dry_run) return say_plan(settings, inputs, targets), 0;
  make_output_folder(settings.out);
  if (!settings.dump_clips.empty()) make_output_folder(settings.dump_clips);
  catch_stop_signals();
  int code = static_cast<int>(run.run(std::move(inputs)));
  for (const std::string& warning : explainer.facts().warnings)
    std::cerr << "warning: " << warning << '\n';
  for (const auto& [input, top] : channels)
    code = std::max(code, write_channel_sheet(settings, input, top, explainer.facts().precision));
  return code;
}

int run_explain(const Arguments& arguments) {
  const auto values = read_explain_options(arguments);
  if (help_shown(values, kExamples, explain_options())) return 0;
  if (values["print-config"].as<bool>()) return std::cout << as_config(values), 0;
  const ExplainSettings settings = settings_from(values);
  return explain_inputs(settings, list_inputs(settings.inputs, settings.recursive, std::cin));
}

}  // namespace vidcam
