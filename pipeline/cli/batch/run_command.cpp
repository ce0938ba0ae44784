#include <cstdlib>
#include <deque>
#include <iostream>
#include <numeric>

#include "pipeline/base/error.h"
#include "pipeline/cli/batch/batch_kind.h"
#include "pipeline/cli/batch/batch_options.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/model_options.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/stop_signal.h"
#include "pipeline/run/same_settings.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

const char kExamples[] =
    "vidcam run --out OUT: one shard of a batch that vidcam plan made, or all of them. Finished "
    "items\n"
    "are passed over: run it again after a stop, a crash or a full disk, as often as you like.\n\n"
    "  vidcam run --out OUT --shard 17\n"
    "  vidcam run --out OUT                        the shard is named by VIDCAM_SHARD, or by the\n"
    "                                              scheduler (Slurm, Kubernetes, PBS, LSF, AWS)\n"
    "  vidcam run --out OUT --all --jobs 8         all of it on this machine\n"
    "  vidcam run --out OUT --all --retry-failed   failed inputs once more\n\n";

// clang-format off
po::options_description run_options() {
  po::options_description o("Options");
  o.add_options()
    ("out,o", po::value<std::string>(), "folder of the batch")
    ("shard", po::value<int>(), "which shard, from 0; else what the environment says")
    ("all", po::bool_switch(), "every shard, one after the other, with one loading of the model")
    ("retry-failed", po::bool_switch(), "also what failed before");
  add_jobs_option(o);
  o.add_options()
    ("quiet,q", po::bool_switch(), "no progress")
    ("help,h", "this text");
  return o;
}
// clang-format on

std::vector<int> shards_of(const po::variables_map& values, const BatchPlan& plan) {
  if (values["all"].as<bool>()) {
    std::vector<int> shards(plan.ranges.size());
    std::iota(shards.begin(), shards.end(), 0);
    return shards;
  }
  const auto shard = values.count("shard") > 0
                         ? std::optional(values["shard"].as<int>())
                         : shard_from([](const char* name) { return std::getenv(name); });
  if (!shard)
    throw Error(ExitCode::Usage,
                "which shard? say --shard K or --all, or set VIDCAM_SHARD (see vidcam run --help)");
  if (*shard < 0 || *shard >= plan.shards())
    throw Error(ExitCode::Usage, "--shard " + std::to_string(*shard) +
                                     ": this batch has the shards 0 to " +
                                     std::to_string(plan.shards() - 1));
  return {*shard};
}

BatchPlan checked_plan(const std::string& out) {
  BatchPlan plan = read_plan(out);
  check_same_settings(plan_path(out), {{"vidcam", plan.settings.value("vidcam", "")}},
                      {{"vidcam", VIDCAM_VERSION}});
  return plan;
}

class BatchRun {
 public:
  BatchRun(std::string out, bool retry_failed)
      : out_(std::move(out)),
        plan_(checked_plan(out_)),
        kind_(kind_of(plan_)),
        retry_failed_(retry_failed) {}

  [[nodiscard]] const BatchPlan& plan() const { return plan_; }

  int run(const std::vector<int>& shards, const RunOptions& options) {
    catch_stop_signals();
    for (const int shard : shards) open(shard);
    say(options.quiet);
    if (todo() > 0) kind_.run(out_, plan_, shards, works_, options);
    return static_cast<int>(counts().failed > 0 ? ExitCode::SomeFailed : ExitCode::Ok);
  }

 private:
  void open(int shard) {
    stop_if_asked();
    const ShardWork& work =
        works_.emplace_back(out_, plan_, shard, retry_failed_, kind_.results(out_));
    if (work.counts().damage.lines > 0)
      std::cerr << "warning: shard " << shard << ": " << to_text(work.counts().damage) << '\n';
  }

  [[nodiscard]] size_t todo() const {
    size_t count = 0;
    for (const ShardWork& work : works_) count += work.todo().size();
    return count;
  }

  void say(bool quiet) const {
    if (quiet) return;
    const ShardCounts all = counts();
    std::cerr << out_ << ": " << all.items << " items in " << works_.size()
              << (works_.size() == 1 ? " shard, " : " shards, ") << todo()
              << " to do; done before: " << all.ok + all.partial << ", failed: " << all.failed
              << '\n';
  }

  [[nodiscard]] ShardCounts counts() const {
    ShardCounts all;
    for (const ShardWork& work : works_) all.add(work.counts());
    return all;
  }

  std::string out_;
  BatchPlan plan_;
  const BatchKind& kind_;
  bool retry_failed_;
  std::deque<ShardWork> works_;
};

}  // namespace

int run_shards(const Arguments& arguments) {
  const auto values = read_options(arguments, run_options(), "run");
  if (help_shown(values, kExamples, run_options())) return 0;
  const auto out = batch_folder(values, "run");
  BatchRun run(out, values["retry-failed"].as<bool>());
  return run.run(shards_of(values, run.plan()),
                 {within(values, "jobs", 0, 1024), values["quiet"].as<bool>()});
}

}  // namespace vidcam
