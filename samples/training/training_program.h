#pragma once

#include <torch/csrc/jit/serialization/import.h>

#include <cstdint>
#include <string>

#include "pipeline/base/freed_memory.h"
#include "samples/arguments.h"
#include "samples/program.h"
#include "samples/training/schedule.h"
#include "samples/training/trained_card.h"

namespace vidcam::samples {

// What tells one training program from the others.
struct TrainingCommand {
  const char* usage;
  const char* count_option;  // how many scenes are measured
  int count;
};

// OUT.pt trains with --steps, --minutes and --seed in place of those of `options`, measures, and
// writes OUT.pt and its card; --evaluate MODEL.pt measures. train(options) gives the module,
// report(module, first seed, count) measures and prints, card(options, what it measured) is the
// card. Returns the exit code.
template <class Options, class Train, class Report, class Card>
[[nodiscard]] int run_training(const Arguments& arguments, const TrainingCommand& command,
                               Options options, Train train, Report report, Card card) {
  keep_freed_memory();
  const auto seed = static_cast<uint64_t>(arguments.integer("--seed", 1));
  const int count = arguments.integer(command.count_option, command.count);
  if (arguments.has("--evaluate")) {
    torch::jit::Module model = torch::jit::load(arguments.text("--evaluate", ""));
    static_cast<void>(report(model, seed, count));
    return 0;
  }
  if (const auto code = usage_shown(arguments, command.usage)) return *code;
  const std::string& path = arguments.plain()[0];
  options.steps = arguments.integer("--steps", options.steps);
  options.minutes = arguments.number("--minutes", options.minutes);
  options.seed = seed;
  torch::jit::Module model = train(options);
  model.save(path);
  write_card(path, card(options, report(model, 1, count)));
  return 0;
}

}  // namespace vidcam::samples
