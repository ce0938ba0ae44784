#include "pipeline/cli/eval/eval_run.h"

#include <algorithm>
#include <utility>

#include "pipeline/base/path_kind.h"
#include "pipeline/cli/eval/mask_curves.h"
#include "pipeline/cli/model_limits.h"
#include "pipeline/cli/reading.h"
#include "pipeline/cli/stop_signal.h"
#include "pipeline/run/child_process.h"

namespace vidcam {
namespace {

// Of a map over the pictures of a clip: 1 GB, several times.
constexpr int64_t kMostPositions = int64_t{1} << 28;

}  // namespace

size_t items_together(const EvalSettings& settings, bool video_model, int batch) {
  const ClipSelection& s = settings.reading.selection;
  const size_t windows = s.at_seconds.empty() ? static_cast<size_t>(s.spread) : s.at_seconds.size();
  const size_t clips = video_model ? windows : 1;  // 0: not known
  if (clips == 0) return 1;
  return std::max<size_t>(1, static_cast<size_t>(batch) / clips);
}

EvalRun::EvalRun(const EvalSettings& settings, ClipExplainer& explainer,
                 const std::vector<EvalItem>& items, const std::vector<size_t>& todo,
                 GroupOver group_over)
    : settings_(settings),
      explainer_(explainer),
      items_(items),
      group_over_(std::move(group_over)),
      scorer_(settings, explainer,
              [this](const std::string& name, int64_t done, int64_t total) {
                stepped(name, done, total);
              }),
      clip_(with_step(explainer.card().clip, settings.frame_step)),
      batch_(explainer.batch()),
      jobs_(jobs_for(settings.jobs)),
      together_(static_cast<int>(items_together(settings, explainer.card().video, batch_))),
      count_(todo.size()),
      todo_(todo.begin(), todo.end()),
      feed_(program_beside("vidcam-media"), settings.stall_timeout_seconds),
      masks_(feed_, settings.reading) {}

EvalRun::~EvalRun() { explainer_.on_progress({}); }

void EvalRun::run() {
  progress_ = std::make_unique<Progress>(static_cast<int>(count_), settings_.quiet);
  explainer_.on_progress(
      [this](const MethodProgress& method) { stepped(method.method, method.done, method.total); });
  while (!todo_.empty() || feed_.readings() > 0 || !works_.empty()) {
    stop_if_asked();
    while (may_start()) start_next();
    if (Group* due = due_group()) {
      run_batch(*due);
    } else if (auto event = feed_.next()) {
      handle(std::move(*event));
    }
  }
}

// Of the items that are next and belong together; those of them that are finished are not to do.
void EvalRun::make_group() {
  const auto key = [this](size_t item) {
    return std::pair(items_[item].part, items_[item].place / static_cast<size_t>(together_));
  };
  std::vector<size_t> members;
  for (const size_t item : todo_) {
    if (key(item) != key(todo_.front())) break;
    members.push_back(item);
  }
  to_start_ = members.size();
  groups_.emplace(++made_, Group{ClipLine(members, batch_), members.size(), {}});
}

// A whole group must find room: its first items wait for the model until its last ones have come.
bool EvalRun::may_start() const {
  const auto decoding =
      std::count_if(works_.begin(), works_.end(), [](const auto& w) { return !w.second.all_out; });
  return !todo_.empty() && decoding < jobs_ && feed_.readings() < together_ + jobs_ - 1;
}

MediaJob EvalRun::job_of(const EvalItem& item) const {
  MediaJob job = job_for(settings_.reading, item.truth.path, clip_, settings_.stride);
  job.paint = false;
  // Enough for a batch to run while the next one is gathered.
  job.clips_in_flight = 2 * batch_;
  return job;
}

void EvalRun::start_next() {
  if (to_start_ == 0) make_group();
  --to_start_;
  const size_t item = todo_.front();
  todo_.pop_front();
  const TruthItem& truth = items_[item].truth;
  Work work{
      made_, -1, {}, false, false, ItemTally(settings_.model.methods), {}, {}, !truth.mask.empty(),
      {}};
  work.result.id = truth.id;
  work.result.path = truth.path;
  work.result.label = truth.label;
  const auto placed = works_.emplace(item, std::move(work)).first;
  try {
    if (is_missing(truth.path))
      throw Error(ExitCode::Missing, truth.path + ": no such file or folder");
    if (items_[item].is_tensor()) {
      open_tensor(item);
    } else {
      placed->second.reading = feed_.start(job_of(items_[item]));
      item_of_[placed->second.reading] = item;
    }
  } catch (const Error& e) {
    give_up(item, e.code(), naming(truth.path, e.what()));
  }
  Work& begun = placed->second;
  if (begun.tensor && !begun.failed && !begun.waits) score_tensor(item);
  if (begun.failed || (begun.tensor && !begun.waits)) item_over(item);
}

void EvalRun::handle(FeedEvent event) {
  if (masks_.owns(event.reading)) {
    if (auto read = masks_.take(event)) mask_read(std::move(*read));
    return;
  }
  const size_t item = item_of_.at(event.reading);
  Work& work = works_.at(item);
  if (const auto* over = std::get_if<ReadingOver>(&event.what)) return reading_over(item, *over);
  if (work.failed) return;
  if (const auto* stream = std::get_if<StreamInfo>(&event.what)) return opened(item, *stream);
  if (const auto* end = std::get_if<EndOfClips>(&event.what)) {
    work.result.warnings = end->damage;
    return all_out(item);
  }
  auto& clip = std::get<Clip>(event.what);
  if (work.waits) return work.held.push_back(std::move(clip));
  groups_.at(work.group).line.push(item, std::move(clip));
}

void EvalRun::all_out(size_t item) {
  Work& work = works_.at(item);
  work.all_out = true;
  if (!work.waits) groups_.at(work.group).line.close(item);
}

void EvalRun::opened(size_t item, const StreamInfo& stream) {
  progress_->add_expected_frames(stream.declared_frames);
  sized(item, stream.display_width(), stream.display_height(), clip_.span());
}

void EvalRun::sized(size_t item, int width, int height, int span) {
  ItemResult& result = works_.at(item).result;
  result.width = width;
  result.height = height;
  const TruthItem& truth = items_[item].truth;
  const auto differ = [](int said, int is) { return said > 0 && said != is; };
  if (differ(truth.width, result.width) || differ(truth.height, result.height))
    return give_up(item, ExitCode::Unusable,
                   truth.path + ": its boxes are for a picture of " +
                       size_text(truth.width, truth.height) + ", it is " +
                       size_text(result.width, result.height) + " as shown");
  const int64_t positions = int64_t{span} * result.width * result.height;
  if (items_[item].placed() && positions > kMostPositions)
    return give_up(item, ExitCode::Unusable,
                   truth.path + ": " + std::to_string(span) + " frames of " +
                       size_text(result.width, result.height) +
                       " are too many to measure the object in; make them smaller");
  if (works_.at(item).waits) masks_.start(item, truth.mask, result.width, result.height);
}

void EvalRun::mask_read(MaskRead read) {
  const auto found = works_.find(read.item);
  if (found == works_.end() || found->second.failed) return;
  Work& work = found->second;
  if (read.failure) {
    give_up(read.item, static_cast<ExitCode>(read.failure->code), read.failure->message);
    if (work.tensor) item_over(read.item);
    return;
  }
  work.mask = std::move(read.mask);
  work.waits = false;
  if (work.tensor) {
    score_tensor(read.item);
    return item_over(read.item);
  }
  ClipLine& line = groups_.at(work.group).line;
  for (Clip& clip : work.held) line.push(read.item, std::move(clip));
  work.held.clear();
  if (work.all_out) line.close(read.item);
}

EvalRun::Group* EvalRun::due_group() {
  const auto found = std::find_if(groups_.begin(), groups_.end(),
                                  [](const auto& g) { return g.second.line.is_due(); });
  return found == groups_.end() ? nullptr : &found->second;
}

ClipToScore EvalRun::to_score(size_t which, const Clip& clip, const ClipSpec& spec) const {
  const EvalItem& item = items_[which];
  const Work& work = works_.at(which);
  ClipToScore out{&clip,
                  item.true_class,
                  {spec,
                   work.result.width,
                   work.result.height,
                   static_cast<int>(clip.real_frames),
                   {},
                   work.mask}};
  for (int64_t f = 0; !item.truth.boxes.empty() && f < clip.real_frames; ++f) {
    const auto boxes = item.truth.boxes_of(clip.first_frame + f);
    out.truth.boxes.emplace_back(boxes.begin(), boxes.end());
  }
  return out;
}

void EvalRun::run_batch(Group& group) {
  const std::vector<ClipLine::Place> batch = group.line.take();
  std::vector<ClipToScore> clips;
  clips.reserve(batch.size());
  for (const ClipLine::Place& place : batch)
    clips.push_back(to_score(place.item, place.clip, clip_));
  const std::vector<ClipValues> values = scored({clips});
  for (size_t i = 0; i < batch.size(); ++i) keep(batch[i].item, batch[i].clip, values[i]);
}

std::vector<ClipValues> EvalRun::scored(const ScoredBatch& batch) {
  const auto limit =
      limit_first_pass(model_ran_, settings_.model.model_path, settings_.stall_timeout_seconds);
  std::vector<ClipValues> values = scorer_.score(batch);
  feed_.caller_was_busy();
  return values;
}

void EvalRun::open_tensor(size_t item) {
  Work& work = works_.at(item);
  groups_.at(work.group).line.close(item);
  work.tensor.emplace(read_npy(items_[item].truth.path), explainer_.card());
  const ClipSpec& spec = work.tensor->spec();
  progress_->add_expected_frames(work.tensor->size() * spec.frames);
  sized(item, spec.width, spec.height, spec.frames);
}

void EvalRun::score_tensor(size_t item) {
  Work& work = works_.at(item);
  try {
    for (int64_t first = 0; first < work.tensor->size() && !work.failed; first += batch_) {
      stop_if_asked();
      score_part(item, first);
    }
  } catch (const Error& e) {
    if (e.code() != ExitCode::Unusable) throw;
    give_up(item, e.code(), naming(items_[item].truth.path, e.what()));
  }
}

// A batch of its clips; those of other items are never among them.
void EvalRun::score_part(size_t item, int64_t first) {
  const TensorClips& tensor = *works_.at(item).tensor;
  std::vector<Clip> clips;
  for (int64_t n = first; n < std::min(first + batch_, tensor.size()); ++n)
    clips.push_back(tensor.clip(n));
  std::vector<ClipToScore> to_ask;
  for (const Clip& clip : clips) to_ask.push_back(to_score(item, clip, tensor.spec()));
  const NpyArray input = tensor.input(first, std::ssize(clips));
  const std::vector<ClipValues> values = scored({to_ask, &input});
  for (size_t i = 0; i < clips.size(); ++i) keep(item, clips[i], values[i]);
}

void EvalRun::keep(size_t item, const Clip& clip, const ClipValues& values) {
  Work& work = works_.at(item);
  if (work.failed) return;
  if (!values.error.empty())
    return give_up(item, ExitCode::Unusable, items_[item].truth.path + ": " + values.error);
  work.tally.add(values);
  progress_->add_frames(clip.real_frames - (clip.heat_from - clip.first_frame));
  if (work.reading >= 0) feed_.answer(work.reading, {clip.index, {}});
}

// Its reading ends by itself, where it was begun.
void EvalRun::give_up(size_t item, ExitCode code, const std::string& message) {
  Work& work = works_.at(item);
  work.failed = true;
  work.outcome = {{}, false, message, code};
  groups_.at(work.group).line.drop(item);
  progress_->say("error: " + message);
  if (work.reading >= 0) feed_.give_up(work.reading, {static_cast<int>(code), message});
}

void EvalRun::reading_over(size_t item, const ReadingOver& over) {
  Work& work = works_.at(item);
  item_of_.erase(work.reading);
  work.reading = -1;
  if (over.failure && !work.failed)
    give_up(item, static_cast<ExitCode>(over.failure->code), over.failure->message);
  item_over(item);
}

void EvalRun::item_over(size_t item) {
  Work& work = works_.at(item);
  const auto group = groups_.find(work.group);
  if (!work.failed) {
    work.tally.finish(work.result);
    work.outcome.record = to_record(work.result, settings_.model.methods, work.tally.clips_json());
    work.outcome.damaged = !work.result.warnings.empty();
    for (const std::string& warning : work.result.warnings)
      progress_->say("warning: " + work.result.path + ": " + warning);
  }
  group->second.over.push_back({item, std::move(work.outcome)});
  works_.erase(item);
  progress_->input_done();
  if (--group->second.open > 0) return;
  group_over_(group->second.over);
  groups_.erase(group);
}

// A batch may take minutes where the model is asked again: stop when asked to, say how far it is.
void EvalRun::stepped(const std::string& name, int64_t done, int64_t total) {
  stop_if_asked();
  progress_->step(name, done, total);
  if (name == "curves" && done == 0 && !std::exchange(estimated_, true)) say_estimate(total);
}

void EvalRun::say_estimate(int64_t masks) {
  if (settings_.quiet) return;
  const double seconds = scorer_.seconds_per_mask() * static_cast<double>(masks);
  std::string line = "curves ask the model about " + std::to_string(masks) +
                     " more clips for each clip, about " + number_text(seconds).substr(0, 4) + " s";
  const ClipSelection& s = settings_.reading.selection;
  const bool picture_model = !explainer_.card().video;
  const auto clips = static_cast<double>(picture_model ? 1 : s.spread);
  if (clips > 0)
    line += "; " + minutes_text(seconds * clips * static_cast<double>(count_)) + " for all " +
            std::to_string(count_) + " items";
  progress_->say(line);
}

}  // namespace vidcam
