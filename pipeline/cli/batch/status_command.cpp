#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "pipeline/cli/batch/batch_options.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/run/progress.h"
#include "pipeline/run/shard.h"
#include "pipeline/run/shard_state.h"

namespace vidcam {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

namespace {

const char kExamples[] =
    "vidcam status --out OUT: how far a batch is, from any machine, while it runs or "
    "afterwards.\n\n"
    "  vidcam status --out OUT\n"
    "  vidcam status --out OUT --json\n\n";

constexpr size_t kMostReasonsSaid = 10;
constexpr double kRecentSeconds = 600;  // of ShardCounts::recent

Json counts_json(const ShardCounts& counts) {
  return {{"items", counts.items},
          {"ok", counts.ok},
          {"partial", counts.partial},
          {"failed", counts.failed},
          {"missing", counts.missing()}};
}

Json status_json(const BatchCounts& batch) {
  Json json = counts_json(batch.all);
  json["last_ten_minutes"] = batch.all.recent;
  json["reasons"] = batch.all.reasons;
  json["missing_shards"] = shard_list(batch.unfinished);
  json["failed_shards"] = shard_list(batch.with_failures);
  for (const ShardCounts& counts : batch.shards) json["shards"].push_back(counts_json(counts));
  return json;
}

void print_line(const char* what, int64_t count, const ShardCounts& all, const std::string& more) {
  const double share = 100.0 * static_cast<double>(count) / static_cast<double>(all.items);
  std::cout << "  " << std::left << std::setw(8) << what << std::right << std::setw(10) << count
            << std::setw(7) << std::fixed << std::setprecision(1) << share << " %" << more << '\n';
}

std::string in_shards(const std::vector<int>& shards) {
  return shards.empty() ? "" : "   in " + shard_list(shards);
}

void print_failures(const std::string& out, const ShardCounts& all) {
  if (all.failed == 0) return;
  std::vector<std::pair<int64_t, std::string>> reasons;
  for (const auto& [reason, count] : all.reasons) reasons.emplace_back(count, reason);
  std::sort(reasons.begin(), reasons.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  std::cout << "failures:\n";
  for (size_t i = 0; i < std::min(reasons.size(), kMostReasonsSaid); ++i)
    std::cout << std::setw(8) << reasons[i].first << "  " << reasons[i].second << '\n';
  if (reasons.size() > kMostReasonsSaid)
    std::cout << "          and " << reasons.size() - kMostReasonsSaid << " other reasons\n";
  std::cout << "once more: " << as_shell_line("vidcam run", {"--out", out, "--all"})
            << " --retry-failed   (a shard: --shard K in place of --all)\n";
}

void print_status(const std::string& out, const BatchPlan& plan, const BatchCounts& batch) {
  const ShardCounts& all = batch.all;
  std::cout << out << ": " << all.items << " items in " << plan.shards() << " shards\n";
  print_line("done", all.ok, all, "");
  if (all.partial > 0) print_line("partial", all.partial, all, "   of damaged inputs");
  if (all.failed > 0) print_line("failed", all.failed, all, in_shards(batch.with_failures));
  if (all.missing() > 0) print_line("missing", all.missing(), all, in_shards(batch.unfinished));
  if (all.missing() > 0 && all.recent > 0) {
    const double rate = static_cast<double>(all.recent) / kRecentSeconds;
    std::cout << all.recent << " in the last ten minutes: about "
              << minutes_text(static_cast<double>(all.missing()) / rate / 60)
              << " hours left at that rate\n";
  }
  print_failures(out, all);
}

}  // namespace

int run_status(const Arguments& arguments) {
  auto options = batch_options();
  options.add_options()("json", po::bool_switch(), "as JSON, with every shard");
  const auto values = read_options(arguments, options, "status");
  if (help_shown(values, kExamples, options)) return 0;
  refuse_positional(values, "status");
  const std::string out = batch_folder(values, "status");
  const BatchPlan plan = read_plan(out);
  const BatchCounts batch = count_batch(out, plan);
  if (batch.all.damage.lines > 0) std::cerr << "warning: " << to_text(batch.all.damage) << '\n';
  if (values["json"].as<bool>()) {
    std::cout << status_json(batch).dump(1) << '\n';
  } else {
    print_status(out, plan, batch);
  }
  return 0;
}

}  // namespace vidcam
