#include <filesystem>
#include <iostream>

#include "eval/manifest.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_settings.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/targets.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/presets.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

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
    "Aim at 10 to 30 minutes a shard.\n";

constexpr int kMostShards = 100000;
constexpr size_t kMostFaultsSaid = 20;

po::options_description plan_options() {
  po::options_description options = result_options(), plan("Plan");
  // clang-format off
  plan.add_options()
    ("out,o", po::value<std::string>(), "folder of the batch")
    ("shards,n", po::value<int>(), "parts that are run by themselves")
    ("config", po::value<std::string>(), "INI file with these options; the command line wins")
    ("help,h", "this text");
  // clang-format on
  return options.add(plan);
}

std::vector<BatchItem> read_batch_items(const std::string& path) {
  const Manifest manifest = read_manifest(path, NamedFiles::MayComeLater);
  for (size_t i = 1; i < std::min(manifest.faults.size(), kMostFaultsSaid); ++i)
    std::cerr << "error: " << manifest.faults[i].message << '\n';
  if (!manifest.faults.empty())
    throw Error(ExitCode::Usage, manifest.faults.front().message + "; " +
                                     std::to_string(manifest.faults.size()) +
                                     " such lines: a batch is planned of a whole list");
  std::vector<BatchItem> items;
  items.reserve(manifest.items.size());
  for (const TruthItem& item : manifest.items) {
    items.push_back({item.has_id ? item.id : default_id(item.id),
                     fs::absolute(item.path).lexically_normal().string(), item.label});
  }
  return items;
}

// Mistakes are found here, not by a thousand jobs. The machines that will run it may have other
// devices.
Json checked_model(const ExplainSettings& settings) {
  ExplainOptions model = settings.model;
  model.device = "cpu";
  const ClipExplainer explainer(model);
  static_cast<void>(parse_targets(settings, explainer));
  return model_identity(explainer);
}

void say_plan(const std::string& out, bool fresh, size_t items, int shards) {
  std::cerr << items << " items in " << shards << (shards == 1 ? " shard" : " shards")
            << (fresh ? "" : ", planned before") << ". Next: vidcam run --out " << out
            << " --all, or vidcam slurm-script --out " << out << '\n';
}

int plan_batch(const po::variables_map& values) {
  if (values.count("path") == 0 || values["path"].as<Strings>().size() != 1)
    throw Error(ExitCode::Usage, "which list? vidcam plan MANIFEST takes one");
  for (const char* needed : {"out", "shards"}) {
    if (values.count(needed) == 0)
      throw Error(ExitCode::Usage,
                  std::string("--") + needed + ": missing (see vidcam plan --help)");
  }
  const auto& manifest = values["path"].as<Strings>().front();
  const auto& out = values["out"].as<std::string>();
  const int shards = within(values, "shards", 1, kMostShards);
  const auto items = read_batch_items(manifest);
  const Json options = options_json(values);
  const Json settings{{"vidcam", VIDCAM_VERSION},
                      {"command", "explain"},
                      {"model", checked_model(settings_from(options))},
                      {"options", options}};
  const bool fresh =
      write_plan(out, fs::absolute(manifest).lexically_normal().string(), shards, items, settings);
  say_plan(out, fresh, items.size(), shards);
  std::cout << plan_path(out) << '\n';
  return 0;
}

}  // namespace

int run_plan(const Arguments& arguments) {
  auto values = read_options(arguments, plan_options(), "plan");
  if (help_shown(values, kExamples, plan_options())) return 0;
  apply_preset(values);
  if (values.count("model") == 0)
    throw Error(ExitCode::Usage, "which model? give it with -m MODEL.pt");
  return plan_batch(values);
}

}  // namespace vidcam
