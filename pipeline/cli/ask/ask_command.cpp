#include <fstream>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "pipeline/base/error.h"
#include "pipeline/cli/ask/question.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/explain_command.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/output_names.h"

namespace vidcam {
namespace {

const char kExamples[] =
    "vidcam ask INPUT \"QUESTION\" -m MODEL: the model's answers, and explanations of them.\n"
    "INPUT is what vidcam explain takes; the model takes a text beside it, which its card "
    "describes "
    "(extra_inputs).\n\n"
    "  vidcam ask photo.png \"what color is the circle?\" -m vqa.pt\n"
    "  vidcam ask photo.png \"what color is the circle?\" -m vqa.pt --target top:3\n"
    "  vidcam ask photo.png \"what color is the circle?\" -m vqa.pt --target label:red --target "
    "label:blue\n";

// The likeliest answers, clip by clip, out of the record of what was explained.
void say_answers(const std::string& record) {
  std::ifstream file(record);
  const auto clips = nlohmann::json::parse(file).at("clips");
  for (const auto& clip : clips) {
    if (clips.size() > 1) std::cerr << "at " << clip["start_seconds"].get<double>() << " s: ";
    for (size_t i = 0; i < clip["top"].size(); ++i) {
      const auto& answer = clip["top"][i];
      std::cerr << (i > 0 ? ", " : "") << answer["label"].get<std::string>() << " " << std::fixed
                << std::setprecision(1) << 100 * answer["probability"].get<double>() << " %";
    }
    std::cerr << std::defaultfloat << '\n';
  }
}

int ask(ExplainSettings settings) {
  if (settings.inputs.size() != 2)
    throw Error(ExitCode::Usage, "expected an input and a question (see vidcam ask --help)");
  const std::string question = settings.inputs.back();
  const ModelCard card = find_card(settings.model.model_path, settings.model.card);
  settings.model.further.emplace_back(question_input(card).name, question);
  settings.inputs.pop_back();
  auto inputs = list_inputs(settings.inputs, /*recursive=*/false, std::cin);
  for (Input& input : inputs) input.stem += "_" + slug_of(question);
  const std::string record = name_record(settings.out, inputs.front().stem);
  const int code = explain_inputs(settings, std::move(inputs));
  if (code == 0 && !settings.quiet && !settings.dry_run) say_answers(record);
  return code;
}

}  // namespace

int run_ask(const Arguments& arguments) {
  const auto values = read_explain_options(arguments, "ask");
  if (help_shown(values, kExamples, explain_options())) return 0;
  return ask(settings_from(values));
}

}  // namespace vidcam
