#include <algorithm>
#include <filesystem>
#include <iostream>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_items.h"
#include "pipeline/cli/batch/batch_kind.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/batch_plan.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam plan MANIFEST -m MODEL --out OUT --shards N: what many machines are going to explain, "
    "and\n"
    "how. Written once, into OUT/run.json; a batch never changes.\n"
    "MANIFEST (.tsv, .jsonl): path, and of id and label what there is (docs/scale.md).\n\n"
    "  vidcam plan list.tsv -m model.pt --out OUT --shards 100\n"
    "  vidcam run --out OUT --all                  on this machine\n"
    "  vidcam slurm-script --out OUT > batch.sh    or on a cluster: bash batch.sh\n"
    "  vidcam status --out OUT                     how far it is\n"
    "  vidcam merge --out OUT                      all results in one table\n\n"
    "With --eval they are measured as by vidcam eval, with its options and what its manifest may\n"
    "hold (docs/evaluation.md); merge then writes what vidcam eval does:\n\n"
    "  vidcam plan --eval --help                   these options\n"
    "  vidcam plan list.tsv --eval -m model.pt --out OUT --shards 100 --metrics drop,win,loc\n\n"
    "Aim at 10 to 30 minutes a shard.\n";

constexpr int kMostShards = 100000;
constexpr const char* kEval = "--eval";

po::options_description plan_options(const BatchKind& kind) {
  po::options_description options = kind.options(), plan("Plan");
  // clang-format off
  plan.add_options()
    ("eval", po::bool_switch(), "measure explanations (vidcam eval) rather than write them (vidcam explain): with the options of that")
    ("out,o", po::value<std::string>(), "folder of the batch")
    ("shards,n", po::value<int>(), "parts that are run by themselves")
    ("config", po::value<std::string>(), "INI file with these options; the command line wins")
    ("help,h", "this text");
  // clang-format on
  return options.add(plan);
}

void say_plan(const std::string& out, bool fresh, size_t items, int shards) {
  std::cerr << items << " items in " << shards << (shards == 1 ? " shard" : " shards")
            << (fresh ? "" : ", planned before") << ". Next: vidcam run --out " << out
            << " --all, or vidcam slurm-script --out " << out << '\n';
}

void check_arguments(const po::variables_map& values, const BatchKind& kind) {
  // Which options there are is known before they are read.
  if (values["eval"].as<bool>() != (&kind == &eval_batch()))
    throw Error(ExitCode::Usage, "--eval: belongs on the command line, not into --config");
  if (values.count("model") == 0)
    throw Error(ExitCode::Usage, "which model? give it with -m MODEL.pt");
  if (values.count("path") == 0 || values["path"].as<Strings>().size() != 1)
    throw Error(ExitCode::Usage, "which list? vidcam plan MANIFEST takes one");
  for (const char* needed : {"out", "shards"}) {
    if (values.count(needed) == 0)
      throw Error(ExitCode::Usage,
                  std::string("--") + needed + ": missing (see vidcam plan --help)");
  }
}

// command: as it was given, for people.
int plan_batch(po::variables_map& values, const BatchKind& kind, const std::string& command) {
  const auto& manifest = values["path"].as<Strings>().front();
  const auto& out = values["out"].as<std::string>();
  const int shards = within(values, "shards", 1, kMostShards);
  const PlannedWork work = kind.plan(values, manifest);
  const bool fresh = write_plan(out, absolute_path(manifest), shards, work.items, work.settings);
  const auto said = std::filesystem::path(out) / "command.txt";
  // A planner that was killed may have left the plan alone.
  if (fresh || !std::filesystem::exists(said)) write_file_atomically(said.string(), command + "\n");
  say_plan(out, fresh, work.items.size(), shards);
  std::cout << plan_path(out) << '\n';
  return 0;
}

}  // namespace

int run_plan(const Arguments& arguments) {
  const bool eval = std::find(arguments.begin(), arguments.end(), kEval) != arguments.end();
  const BatchKind& kind = eval ? eval_batch() : explain_batch();
  auto values = read_options(arguments, plan_options(kind), "plan");
  if (help_shown(values, kExamples, plan_options(kind))) return 0;
  check_arguments(values, kind);
  return plan_batch(values, kind, as_shell_line("vidcam plan", arguments));
}

}  // namespace vidcam
