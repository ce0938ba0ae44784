#include <iostream>

#include "pipeline/cli/batch/batch_options.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/run/shard.h"
#include "pipeline/run/shard_state.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam missing --out OUT: the shards that are not done, as sbatch --array takes them; an "
    "empty\n"
    "line where all are.\n\n"
    "  sbatch --array=$(vidcam missing --out OUT) batch.sh\n"
    "  vidcam missing --out OUT --failed             shards where inputs failed\n"
    "  vidcam missing --out OUT --from 1000 --to 1999   a window, counted from its first shard:\n"
    "                                                with VIDCAM_SHARD_OFFSET=1000\n\n";

}  // namespace

int run_missing(const Arguments& arguments) {
  auto options = batch_options();
  // clang-format off
  options.add_options()
    ("failed", po::bool_switch(), "shards where inputs failed, in place of those that are not done")
    ("from", by_default(0), "the first shard that is looked at; it is called 0")
    ("to", by_default(1 << 30), "the last one");
  // clang-format on
  const auto values = read_options(arguments, options, "missing");
  if (help_shown(values, kExamples, options)) return 0;
  refuse_positional(values, "missing");
  const std::string out = batch_folder(values, "missing");
  const BatchPlan plan = read_plan(out);
  const int from = within(values, "from", 0, 1 << 30);
  const int to = std::min(within(values, "to", 0, 1 << 30), plan.shards() - 1);
  std::vector<int> shards;
  for (int s = from; s <= to; ++s) {
    const ShardCounts counts = count_shard(out, plan, s);
    if (values["failed"].as<bool>() ? counts.failed > 0 : counts.missing() > 0)
      shards.push_back(s - from);
  }
  std::cout << shard_list(shards) << '\n';
  return 0;
}

}  // namespace vidcam
