#include "pipeline/cli/explain/input_task.h"

#include <algorithm>
#include <limits>

#include "pipeline/cli/explain/output_names.h"

namespace vidcam {
namespace {

std::string mark_of(MapStatus status) {
  if (status == MapStatus::Flat) return "flat map: no evidence";
  return status == MapStatus::NonFinite ? "non-finite gradient: no evidence" : "";
}

bool any_video_top(const std::vector<TargetRequest>& targets) {
  return std::any_of(targets.begin(), targets.end(),
                     [](const TargetRequest& t) { return t.video_top; });
}

}  // namespace

InputTask::InputTask(Input input, const ExplainSettings& settings,
                     const std::vector<TargetRequest>& targets, const ClipSpec& clip)
    : input_(std::move(input)), settings_(settings), targets_(targets), clip_(clip) {
  if (any_video_top(targets_)) passes_.push_back(Pass::Scores);
  if (settings.normalize == Normalize::Video) {
    passes_.insert(passes_.end(), {Pass::Maps, Pass::Paint});
  } else {
    passes_.push_back(Pass::MapsAndPaint);
  }
}

bool InputTask::next_pass() {
  if (pass() == Pass::Scores) choose_video_class();
  if (pass() == Pass::Maps) spread_range_over_video();
  passes_.erase(passes_.begin());
  return !passes_.empty();
}

MediaJob InputTask::job() const {
  MediaJob job = settings_.media;
  job.input = input_.path;
  job.clip = clip_;
  job.selection.stride = settings_.stride > 0 ? settings_.stride : clip_.span();
  job.pixels = pass() != Pass::Paint;
  job.paint = pass() == Pass::Paint || pass() == Pass::MapsAndPaint;
  if (job.paint) job.outputs = name_outputs(settings_.out, input_.stem, settings_, targets_);
  return job;
}

std::vector<TargetSpec> InputTask::targets() const {
  std::vector<TargetSpec> specs;
  for (const TargetRequest& target : targets_) specs.push_back(target.spec);
  return specs;
}

void InputTask::add_probabilities(const std::vector<double>& probabilities) {
  probability_sum_.resize(probabilities.size(), 0.0);
  for (size_t c = 0; c < probabilities.size(); ++c) probability_sum_[c] += probabilities[c];
}

void InputTask::choose_video_class() {
  const auto likeliest = std::max_element(probability_sum_.begin(), probability_sum_.end());
  const auto index = static_cast<int>(likeliest - probability_sum_.begin());
  for (TargetRequest& target : targets_) {
    if (target.video_top) target.spec = {TargetSpec::Kind::Class, index};
  }
}

void InputTask::add(ClipRecord record) {
  record.clip.rgb =
      std::vector<uint8_t>();  // clear() would keep the memory, for each clip of a long video
  apply_range(record.explanation);
  records_.push_back(std::move(record));
}

void InputTask::apply_range(ClipExplanation& explanation) const {
  if (settings_.normalize != Normalize::None) return;
  // Not normalised: the map's own values are shown, cut at 0 and 1.
  for (auto& target : explanation.targets) {
    for (auto& map : target.maps) {
      map.heat.low = 0;
      map.heat.high = 1;
    }
  }
}

void InputTask::spread_range_over_video() {
  const size_t target_count = targets_.size();
  for (size_t t = 0; t < target_count; ++t) {
    for (size_t m = 0; m < settings_.model.methods.size(); ++m) {
      float low = std::numeric_limits<float>::infinity();
      float high = -low;
      for (const ClipRecord& record : records_) {
        const MethodMap& map = record.explanation.targets[t].maps[m];
        if (map.status == MapStatus::NonFinite) continue;
        low = std::min(low, map.heat.low);
        high = std::max(high, map.heat.high);
      }
      if (low > high) low = high = 0;  // no map with a finite value
      for (ClipRecord& record : records_) {
        Heat& heat = record.explanation.targets[t].maps[m].heat;
        heat.low = low;
        heat.high = high;
      }
    }
  }
}

const ClipExplanation* InputTask::stored(int64_t clip) const {
  // Clips of one input come in order, so that a clip's index is its place.
  const auto at = static_cast<size_t>(clip);
  return clip >= 0 && at < records_.size() ? &records_[at].explanation : nullptr;
}

ClipHeat InputTask::heat_for(int64_t clip, const ClipExplanation& explanation) const {
  ClipHeat heat{clip, {}};
  for (const TargetExplanation& target : explanation.targets) {
    TargetHeat shown{target.target.label, target.target.probability, {}};
    for (const MethodMap& map : target.maps)
      shown.methods.push_back({map.method, mark_of(map.status), map.heat});
    heat.targets.push_back(std::move(shown));
  }
  return heat;
}

}  // namespace vidcam
