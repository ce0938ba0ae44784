#include <cstdlib>
#include <deque>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <set>
#include <unordered_map>

#include "pipeline/base/error.h"
#include "pipeline/base/sha256.h"
#include "pipeline/cli/batch/batch_options.h"
#include "pipeline/cli/batch/batch_settings.h"
#include "pipeline/cli/batch/shard_work.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/explain/explain_command.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/explain/targets.h"
#include "pipeline/cli/loaded_model.h"
#include "pipeline/cli/model_options.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/stop_signal.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/same_settings.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

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

// The file itself cannot be read to its end, so that it is to blame, not the folder of results.
bool is_unreadable(const std::string& path) {
  if (!fs::is_regular_file(path)) return false;
  try {
    static_cast<void>(sha256_of_file(path));
    return false;
  } catch (const Error&) {
    return true;
  }
}

class BatchRun {
 public:
  BatchRun(std::string out, bool retry_failed)
      : out_(std::move(out)), plan_(read_plan(out_)), retry_failed_(retry_failed) {
    check_same_settings(plan_path(out_), {{"vidcam", plan_.settings.value("vidcam", "")}},
                        {{"vidcam", VIDCAM_VERSION}});
  }

  [[nodiscard]] const BatchPlan& plan() const { return plan_; }

  int run(const std::vector<int>& shards, int jobs, bool quiet) {
    catch_stop_signals();
    for (const int shard : shards) open(shard);
    say(quiet);
    if (!inputs_.empty()) explain(jobs, quiet);
    return static_cast<int>(counts().failed > 0 ? ExitCode::SomeFailed : ExitCode::Ok);
  }

 private:
  void open(int shard) {
    stop_if_asked();
    ShardWork& work = works_.emplace_back(out_, plan_, shard, retry_failed_);
    if (work.counts().damage.lines > 0)
      std::cerr << "warning: shard " << shard << ": " << to_text(work.counts().damage) << '\n';
    for (const Input& input : work.todo()) {
      inputs_.push_back(input);
      work_of_.emplace(input.stem, &work);
    }
  }

  void say(bool quiet) const {
    if (quiet) return;
    const ShardCounts all = counts();
    std::cerr << out_ << ": " << all.items << " items in " << works_.size()
              << (works_.size() == 1 ? " shard, " : " shards, ") << inputs_.size()
              << " to do; done before: " << all.ok + all.partial << ", failed: " << all.failed
              << '\n';
  }

  [[nodiscard]] ShardCounts counts() const {
    ShardCounts all;
    for (const ShardWork& work : works_) all.add(work.counts());
    return all;
  }

  void explain(int jobs, bool quiet) {
    ExplainSettings settings = settings_from(plan_.settings.at("options"));
    settings.out = videos_folder(out_);
    settings.force = true;  // what is there and whole is not among the inputs
    settings.jobs = jobs;
    settings.media.codec_threads = 1;  // the bytes must not depend on the machine
    settings.quiet = quiet;
    ClipExplainer explainer = load_explainer(settings.model, settings.stall_timeout_seconds);
    check_same_settings(plan_path(out_), {{"model", plan_.settings.at("model")}},
                        {{"model", model_identity(explainer)}});
    make_folders(settings.out);
    const auto targets = parse_targets(settings, explainer);
    static_cast<void>(explain_with(explainer, settings, targets, std::move(inputs_),
                                   {{}, [this](auto& input, auto* error) { over(input, error); }}));
  }

  void make_folders(const std::string& videos) const {
    std::set<std::string> folders;
    for (const Input& input : inputs_)
      folders.insert(fs::path(name_record(videos, input.stem)).parent_path());
    for (const std::string& folder : folders) make_output_folder(folder);
  }

  void over(const Input& input, const Error* error) {
    ShardWork& work = *work_of_.at(input.stem);
    if (error == nullptr) return work.done(input);
    // Who stops us may have ended others, too: not the input's fault. Nor is a full disk.
    stop_if_asked();
    if (error->code() == ExitCode::Io && !is_unreadable(input.path)) throw Error(*error);
    work.failed(input, *error);
  }

  std::string out_;
  BatchPlan plan_;
  bool retry_failed_;
  std::deque<ShardWork> works_;
  std::unordered_map<std::string, ShardWork*> work_of_;  // by the inputs' stems
  std::vector<Input> inputs_;
};

}  // namespace

int run_shards(const Arguments& arguments) {
  const auto values = read_options(arguments, run_options(), "run");
  if (help_shown(values, kExamples, run_options())) return 0;
  const auto out = batch_folder(values, "run");
  BatchRun run(out, values["retry-failed"].as<bool>());
  return run.run(shards_of(values, run.plan()), within(values, "jobs", 0, 1024),
                 values["quiet"].as<bool>());
}

}  // namespace vidcam
