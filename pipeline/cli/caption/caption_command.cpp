#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "pipeline/base/error.h"
#include "pipeline/cli/ask/question.h"
#include "pipeline/cli/caption/caption_targets.h"
#include "pipeline/cli/caption/first_clip.h"
#include "pipeline/cli/caption/regions.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/explain_command.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/targets.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/presets.h"
#include "pipeline/cli/reading.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/outcome.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam caption INPUT... -m MODEL: the caption that the model writes, or given ones, and what "
    "they rest on:\n"
    "heat of the whole caption and of each word. Explained is the log probability, a word's after "
    "the words before it.\n\n"
    "  vidcam caption photo.png -m captioner.pt\n"
    "  vidcam caption photo.png -m captioner.pt --beams 5\n"
    "  vidcam caption photo.png -m captioner.pt --caption \"a red square above a blue circle\" "
    "--words red,blue\n"
    "  vidcam caption photo.png -m captioner.pt --caption \"a red square\" --caption \"a blue "
    "circle\" --view sheet\n"
    "  vidcam caption photo.png -m captioner.pt --caption \"a red square\" --region "
    "20,30,80,90\n\n";

// clang-format off
po::options_description caption_options() {
  po::options_description o("Caption");
  o.add_options()
    ("caption", po::value<Strings>(), "explain this caption in place of the model's own; repeatable")
    ("beams", by_default(1), "captions that the search for the model's own follows at once (1: the likeliest word each time)")
    ("words", text("all"), "words that are explained beside the whole caption: all, none, or a list, comma-separated")
    ("region", po::value<Strings>(), "x0,y0,x1,y1 in pixels: also write how far the heat falls into this part of the picture, STEM_CAPTION_regions.csv; repeatable");
  return o;
}
// clang-format on

po::options_description all_options() {
  po::options_description all = caption_options();
  return all.add(explain_options());
}

struct CaptionRun {
  ExplainSettings settings;
  Strings given;
  int beams = 1;
  std::string words;
  std::vector<Box> regions;
};

void check_score(const ExplainSettings& s) {
  if (s.model.score != ScoreKind::Logit)
    throw Error(ExitCode::Usage, "--score: of captions the log probability is explained");
  const auto& methods = s.model.methods;
  if (std::find(methods.begin(), methods.end(), "gradcam++-softmax") != methods.end())
    throw Error(ExitCode::Usage, "gradcam++-softmax explains one of several classes, no caption");
}

CaptionRun run_from(const po::variables_map& values) {
  for (const char* option : {"target", "versus"}) {
    if (!values[option].defaulted())
      throw Error(ExitCode::Usage, std::string("--") + option + ": of captions, name --words");
  }
  CaptionRun run{settings_from(values),
                 {},
                 within(values, "beams", 1, 1000),
                 values["words"].as<std::string>(),
                 {}};
  if (values.count("caption") > 0) run.given = values["caption"].as<Strings>();
  if (values.count("region") > 0)
    for (const std::string& region : values["region"].as<Strings>())
      run.regions.push_back(region_from(region));
  check_score(run.settings);
  return run;
}

void say(const Caption& caption) {
  std::ostringstream probability;
  probability << std::fixed << std::setprecision(1) << 100 * std::exp(caption.log_probability);
  std::cerr << '"' << caption.text << "\" " << probability.str() << " %\n";
}

// The given captions, else the one that the model finds likeliest for the input's first clip.
Strings captions_of(const Input& input, const CaptionRun& run, ClipExplainer& explainer) {
  if (!run.given.empty()) return run.given;
  if (input.kind != InputKind::Media)
    throw Error(ExitCode::Usage, input.path + ": say which --caption of a tensor is explained");
  const Clip clip = first_clip(input.path, explainer.card().clip, run.settings);
  const auto found = explainer.captions(clip, run.beams);
  if (found.empty()) throw Error(ExitCode::Unusable, input.path + ": the model writes no word");
  if (!run.settings.quiet) std::for_each(found.begin(), found.end(), say);
  return {found.front().text};
}

void write_regions(const InputTask& task, const CaptionRun& run, const ClipSpec& spec) {
  if (run.regions.empty() || !task.stream) return;
  const auto path = std::filesystem::path(run.settings.out) / (task.input().stem + "_regions.csv");
  write_file_atomically(path.string(), regions_csv(task, spec, run.regions));
  std::cout << path.string() << '\n';
}

int explain_caption(const Input& input, const std::string& caption, const CaptionRun& run,
                    const ExplainSettings& settings, ClipExplainer& explainer) {
  explainer.explain_caption(caption);
  const auto targets =
      with_evidence(caption_targets(explainer.card().labels, run.words), settings.against);
  const ClipSpec spec = with_step(explainer.card().clip, settings.frame_step);
  Input named = input;
  named.stem += "_" + slug_of(caption);
  return explain_with(explainer, settings, targets, {named},
                      {[&](const InputTask& task) { write_regions(task, run, spec); }, {}});
}

// Several captions of one input share a contact sheet, which then is made as a whole.
ExitCode explain_captions(Input input, const CaptionRun& run, ClipExplainer& explainer) {
  const Strings captions = captions_of(input, run, explainer);
  ExplainSettings settings = run.settings;
  settings.force = settings.force || (captions.size() > 1 && has_sheet(settings));
  if (captions.size() > 1)
    input.sheet = (std::filesystem::path(settings.out) / (input.stem + "_captions")).string();
  int code = 0;
  for (const std::string& caption : captions) {
    settings.media.sheet.title = caption;
    code = std::max(code, explain_caption(input, caption, run, settings, explainer));
    settings.sheet_goes_on = captions.size() > 1;
  }
  return static_cast<ExitCode>(code);
}

// The others go on where one input fails.
int caption_inputs(const CaptionRun& run) {
  const auto inputs = list_inputs(run.settings.inputs, run.settings.recursive, std::cin);
  ClipExplainer explainer = load_explainer(run.settings.model, run.settings.stall_timeout_seconds);
  std::vector<ExitCode> failures;
  for (const Input& input : inputs) {
    try {
      const ExitCode code = explain_captions(input, run, explainer);
      if (code != ExitCode::Ok) failures.push_back(code);
    } catch (const Error& e) {
      const bool of_input = e.code() == ExitCode::Missing || e.code() == ExitCode::Unusable;
      if (!of_input) throw;
      std::cerr << "error: " << e.what() << '\n';
      failures.push_back(e.code());
    }
  }
  return static_cast<int>(outcome_of(inputs.size(), failures));
}

}  // namespace

int run_caption(const Arguments& arguments) {
  auto values = read_options(arguments, all_options(), "caption");
  apply_preset(values);
  if (help_shown(values, kExamples, all_options())) return 0;
  if (values["print-config"].as<bool>()) return std::cout << as_config(values), 0;
  return caption_inputs(run_from(values));
}

}  // namespace vidcam
