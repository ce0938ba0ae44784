#include "pipeline/cli/explain/explain_run.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "pipeline/base/error.h"
#include "pipeline/base/npy.h"
#include "pipeline/base/path_kind.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/explain/record.h"
#include "pipeline/cli/model_limits.h"
#include "pipeline/cli/reading.h"
#include "pipeline/cli/stop_signal.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/outcome.h"

namespace vidcam {
namespace {

constexpr double kWorthAnEstimate = 5;  // seconds a batch
constexpr double kTellingSeconds = 1;   // the first runs of a model are slower than the rest

// The temporary files of a process that was killed: nobody else tidies up behind it.
void remove_leftovers(const std::filesystem::path& folder, pid_t pid) {
  std::error_code ignored;
  const std::string ending = ".part-" + std::to_string(pid) + "-";
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") && name.find(ending) != std::string::npos)
      std::filesystem::remove(entry.path(), ignored);
  }
}

}  // namespace

ExplainRun::ExplainRun(const ExplainSettings& settings, ClipExplainer& explainer,
                       std::vector<TargetRequest> targets, ExplainListener listener)
    : settings_(settings),
      explainer_(explainer),
      targets_(std::move(targets)),
      listener_(std::move(listener)),
      clip_(with_step(explainer.card().clip, settings.frame_step)),
      batch_(explainer.batch()),
      jobs_(jobs_for(settings.jobs)),
      feed_(program_beside("vidcam-media"), settings.stall_timeout_seconds) {}

ExplainRun::~ExplainRun() { explainer_.on_progress({}); }

ExitCode ExplainRun::run(std::vector<Input> inputs) {
  inputs_ = static_cast<int>(inputs.size());
  codec_threads_ = codec_threads_for(settings_.media.codec_threads, std::min(inputs_, jobs_));
  todo_.assign(std::make_move_iterator(inputs.begin()), std::make_move_iterator(inputs.end()));
  progress_ = std::make_unique<Progress>(inputs_, settings_.quiet);
  explainer_.on_progress([this](const MethodProgress& method) { method_progressed(method); });
  while (!todo_.empty() || !active_.empty()) {
    stop_if_asked();
    while (!todo_.empty() && static_cast<int>(active_.size()) < jobs_) {
      Input next = std::move(todo_.front());
      todo_.pop_front();
      start_next(std::move(next));
    }
    if (batch_is_due()) {
      run_batch();
    } else if (auto event = feed_.next()) {
      handle(std::move(*event));
    }
  }
  return outcome_of(static_cast<size_t>(inputs_), failures_);
}

bool ExplainRun::keep_earlier(Input& input) {
  auto earlier = find_earlier(name_record(settings_.out, input.stem), input.path);
  if (earlier.found && earlier.other) {
    input.stem = distinct_stem(input);
    earlier = find_earlier(name_record(settings_.out, input.stem), input.path);
  }
  if (!earlier.found || earlier.other || settings_.force) return false;
  progress_->say(input.path + ": kept the result that is there, " +
                 name_record(settings_.out, input.stem) + " (--force makes it anew)");
  if (listener_.over) listener_.over(input, nullptr);
  progress_->input_done();
  return true;
}

void ExplainRun::start_next(Input input) {
  try {
    if (is_missing(input.path))
      throw Error(ExitCode::Missing, input.path + ": no such file or folder");
    if (keep_earlier(input)) return;
    if (input.kind == InputKind::Tensor) return explain_tensor(input);
    start_pass(std::make_unique<InputTask>(input, settings_, targets_, clip_));
  } catch (const Error& e) {
    fail(input, e);
  }
}

void ExplainRun::start_pass(std::unique_ptr<InputTask> task) {
  MediaJob job = task->job();
  // Enough for a batch to run while the next one is gathered.
  job.clips_in_flight = 2 * batch_;
  job.codec_threads = codec_threads_;
  active_.emplace(feed_.start(job), Active{std::move(task)});
}

void ExplainRun::explain_tensor(const Input& input) {
  InputTask task(input, settings_, targets_, clip_);
  const NpyArray tensor = read_npy(input.path);
  if (task.pass() == Pass::Scores) {
    for (const auto& row : explainer_.probabilities(tensor)) task.add_probabilities(row);
    task.next_pass();
  }
  Clip clip;
  for (const ClipExplanation& explanation : explainer_.explain(tensor, task.targets())) {
    task.add(clip, explanation);
    ++clip.index;
  }
  feed_.caller_was_busy();
  finish(task);
}

void ExplainRun::handle(FeedEvent event) {
  if (auto* over = std::get_if<ReadingOver>(&event.what))
    return reading_over(event.reading, std::move(*over));
  Active& active = active_.at(event.reading);
  if (active.failed) return;
  if (auto* stream = std::get_if<StreamInfo>(&event.what))
    return opened(active, std::move(*stream));
  if (auto* end = std::get_if<EndOfClips>(&event.what)) {
    active.task->end = std::move(*end);
    return;
  }
  try {
    take_clip(event.reading, active, std::move(std::get<Clip>(event.what)));
  } catch (const Error& e) {
    active.failed = true;
    feed_.give_up(event.reading, {static_cast<int>(ExitCode::Unusable),
                                  active.task->input().path + ": " + e.what()});
  }
}

void ExplainRun::opened(Active& active, StreamInfo stream) {
  progress_->add_expected_frames(stream.declared_frames);
  active.task->stream = std::move(stream);
}

void ExplainRun::take_clip(int id, Active& active, Clip clip) {
  if (active.task->pass() != Pass::Paint) {
    if (!settings_.dump_clips.empty()) dump(active, clip);
    pending_.push_back({id, std::move(clip)});
    return;
  }
  const std::optional<ClipHeat> stored = active.task->stored(clip.index);
  if (!stored) throw Error(ExitCode::Io, "the video has more clips on its second reading");
  answer(id, clip, *stored);
}

void ExplainRun::dump(const Active& active, const Clip& clip) {
  char number[32];
  std::snprintf(number, sizeof(number), "_clip%05lld.npy", static_cast<long long>(clip.index));
  const auto path =
      std::filesystem::path(settings_.dump_clips) / (active.task->input().stem + number);
  const NpyArray input = explainer_.model_input(clip);
  write_file_atomically(path.string(), npy_bytes(input.shape, input.values));
}

bool ExplainRun::batch_is_due() const {
  if (pending_.size() >= static_cast<size_t>(batch_)) return true;
  const bool all_started = todo_.empty() || static_cast<int>(active_.size()) >= jobs_;
  // A smaller batch only where nobody will send more before there is an answer.
  return !pending_.empty() && all_started && feed_.all_wait();
}

void ExplainRun::run_batch() {
  const Pending& front = pending_.front();
  const bool scores = active_.at(front.reading).task->pass() == Pass::Scores;
  std::vector<Pending> batch;
  std::deque<Pending> rest;
  for (Pending& p : pending_) {
    const bool fits = batch.size() < static_cast<size_t>(batch_) &&
                      (active_.at(p.reading).task->pass() == Pass::Scores) == scores &&
                      (batch.empty() || (p.clip.height == batch.front().clip.height &&
                                         p.clip.width == batch.front().clip.width));
    (fits ? static_cast<void>(batch.push_back(std::move(p))) : rest.push_back(std::move(p)));
  }
  pending_ = std::move(rest);
  std::vector<const Clip*> clips;
  std::vector<std::vector<TargetSpec>> targets;
  for (const Pending& p : batch) {
    clips.push_back(&p.clip);
    targets.push_back(active_.at(p.reading).task->targets());
  }
  const auto limit =
      limit_first_pass(model_ran_, explainer_.facts().path, settings_.stall_timeout_seconds);
  if (scores) {
    const auto rows = explainer_.probabilities(clips);
    for (size_t i = 0; i < batch.size(); ++i) {
      active_.at(batch[i].reading).task->add_probabilities(rows[i]);
      answer(batch[i].reading, batch[i].clip, {batch[i].clip.index, {}});
    }
    return;
  }
  const auto explanations = explainer_.explain(clips, targets);
  say_precision();
  for (size_t i = 0; i < batch.size(); ++i) {
    const ClipHeat heat = keep(batch[i].reading, batch[i].clip, explanations[i]);
    answer(batch[i].reading, batch[i].clip, heat);
  }
  feed_.caller_was_busy();
}

// A batch may take minutes where methods ask the model again: say so early, and stop when asked to.
void ExplainRun::method_progressed(const MethodProgress& method) {
  stop_if_asked();
  progress_->step(method.method, method.done, method.total);
  const double elapsed = progress_->step_elapsed(), seconds = progress_->step_seconds(elapsed);
  const bool known = elapsed > kTellingSeconds && method.done < method.total;
  if (settings_.quiet || !known || seconds < kWorthAnEstimate) return;
  if (!estimated_.insert(method.method).second) return;
  progress_->say(method.method + " asks the model about " + std::to_string(method.total) +
                 " more clips for each target " + (settings_.model.steps ? "and step " : "") +
                 "of a batch, about " + minutes_text(seconds));
}

ClipHeat ExplainRun::keep(int id, const Clip& clip, const ClipExplanation& explanation) {
  Active& active = active_.at(id);
  try {
    if (!active.failed) return active.task->add(clip, explanation);
  } catch (const Error& e) {
    // A full disk ends this input, not the run.
    active.failed = true;
    feed_.give_up(id, {static_cast<int>(e.code()), e.what()});
  }
  return {clip.index, {}};
}

// Chosen on the first clips.
void ExplainRun::say_precision() {
  if (precision_said_) return;
  precision_said_ = true;
  const std::string& reason = explainer_.facts().precision_reason;
  if (!reason.empty() && !settings_.quiet) progress_->say("precision " + reason);
}

void ExplainRun::answer(int id, const Clip& clip, const ClipHeat& heat) {
  if (active_.at(id).task->pass() != Pass::Scores)
    progress_->add_frames(clip.real_frames - (clip.heat_from - clip.first_frame));
  feed_.answer(id, heat);
}

void ExplainRun::reading_over(int id, ReadingOver over) {
  std::unique_ptr<InputTask> task = std::move(active_.at(id).task);
  active_.erase(id);
  std::erase_if(pending_, [id](const Pending& p) { return p.reading == id; });
  const Input input = task->input();
  if (over.failure) {
    remove_leftovers(std::filesystem::path(name_record(settings_.out, input.stem)).parent_path(),
                     over.pid);
    return fail(input, {static_cast<ExitCode>(over.failure->code), over.failure->message});
  }
  task->result = std::move(over.result);
  try {
    if (!task->next_pass()) return finish(*task);
    start_pass(std::move(task));
  } catch (const Error& e) {
    fail(input, e);
  }
}

void ExplainRun::finish(InputTask& task) {
  const std::string& path = task.input().path;
  task.warnings.insert(task.warnings.end(), task.result.warnings.begin(),
                       task.result.warnings.end());
  if (task.end)
    task.warnings.insert(task.warnings.end(), task.end->damage.begin(), task.end->damage.end());
  const auto outputs = write_results(task, settings_, explainer_.facts());
  if (listener_.written) listener_.written(task);
  if (listener_.over) listener_.over(task.input(), nullptr);
  for (const std::string& warning : task.warnings)
    progress_->say("warning: " + naming(path, warning));
  for (const auto& line : evidence_warnings(task)) progress_->say("warning: " + path + ": " + line);
  if (settings_.json) {
    std::cout << nlohmann::json{{"input", path}, {"outputs", outputs}}.dump() << std::endl;
  } else {
    for (const std::string& output : outputs) std::cout << output << '\n';
    std::cout.flush();
  }
  progress_->input_done();
}

void ExplainRun::fail(const Input& input, const Error& error) {
  if (listener_.over) listener_.over(input, &error);
  failures_.push_back(error.code());
  progress_->say(std::string("error: ") + error.what());
  if (settings_.json)
    std::cout << nlohmann::json{{"input", input.path}, {"error", error.what()}}.dump() << std::endl;
  progress_->input_done();
}

}  // namespace vidcam
