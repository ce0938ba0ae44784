#include "pipeline/cli/explain/input_task.h"

#include <algorithm>
#include <filesystem>

#include "pipeline/base/error.h"
#include "pipeline/cli/explain/clip_json.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/cli/reading.h"

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

void check_names(size_t names, const ClipExplanation& explanation) {
  if (names == 0) return;
  for (const TargetExplanation& target : explanation.targets)
    for (const MethodMap& map : target.maps)
      if (!map.channels.empty() && map.channels.size() != 2 * names)
        throw Error(ExitCode::Usage, "--channel-names lists " + std::to_string(names) +
                                         " names, but the layer has " +
                                         std::to_string(map.channels.size() / 2) + " channels");
}

}  // namespace

InputTask::InputTask(Input input, const ExplainSettings& settings,
                     const std::vector<TargetRequest>& targets, const ClipSpec& clip)
    : input_(std::move(input)),
      settings_(settings),
      targets_(targets),
      clip_(clip),
      clips_(std::make_unique<ClipSpool>(settings.out, input_.path)),
      tallies_(targets.size() * settings.model.methods.size()) {
  if (any_video_top(targets_)) passes_.push_back(Pass::Scores);
  if (settings.normalize == Normalize::Video) {
    passes_.insert(passes_.end(), {Pass::Maps, Pass::Paint});
  } else {
    passes_.push_back(Pass::MapsAndPaint);
  }
}

bool InputTask::next_pass() {
  if (pass() == Pass::Scores) choose_video_class();
  passes_.erase(passes_.begin());
  return !passes_.empty();
}

MediaJob InputTask::job() const {
  MediaJob job = job_for(settings_.media, input_.path, clip_, settings_.stride);
  job.pixels = pass() != Pass::Paint;
  job.paint = pass() == Pass::Paint || pass() == Pass::MapsAndPaint;
  if (job.paint) job.outputs = name_outputs(settings_.out, input_, settings_, targets_);
  const std::string sheet = input_.sheet + ".png";
  if (settings_.sheet_goes_on && std::filesystem::exists(sheet)) job.sheet.above = sheet;
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
    if (!target.video_top) continue;
    target.spec.kind = ClassChoice::Kind::Class;
    target.spec.value = index;
  }
}

ClipHeat InputTask::add(const Clip& clip, const ClipExplanation& explanation) {
  check_names(settings_.channel_names.size(), explanation);
  channels_.add(explanation);
  ClipHeat heat = shown(clip.index, explanation);
  clips_->add(clip_json(clip, explanation), heat);
  count(explanation);
  return heat;
}

void InputTask::count(const ClipExplanation& explanation) {
  auto tally = tallies_.begin();
  for (const TargetExplanation& target : explanation.targets) {
    for (const MethodMap& map : target.maps) {
      tally->flat += map.status == MapStatus::Flat ? 1 : 0;
      tally->non_finite += map.status == MapStatus::NonFinite ? 1 : 0;
      if (map.status != MapStatus::NonFinite) {
        tally->low = std::min(tally->low, map.heat.low);
        tally->high = std::max(tally->high, map.heat.high);
      }
      ++tally;
    }
  }
}

std::string InputTask::shown_name(const std::string& method) const {
  const std::string kind = "channel";
  if (settings_.channel_names.empty() || method.rfind(kind, 0) != 0) return method;
  const size_t index = std::stoul(method.substr(kind.size()));
  return method +
         (index < settings_.channel_names.size() ? " " + settings_.channel_names[index] : "");
}

ClipHeat InputTask::shown(int64_t clip, const ClipExplanation& explanation) const {
  ClipHeat heat{clip, {}};
  for (const TargetExplanation& target : explanation.targets) {
    TargetHeat of_target{title_of(target), target.target.probability, {}};
    for (const MethodMap& map : target.maps) {
      of_target.methods.push_back({shown_name(map.method), mark_of(map.status), map.heat});
      if (settings_.normalize != Normalize::None) continue;
      // Not normalised: the map's own values are shown, cut at 0 (or -1) and 1.
      of_target.methods.back().heat.low = map.heat.is_signed ? -1.0F : 0.0F;
      of_target.methods.back().heat.high = 1;
    }
    heat.targets.push_back(std::move(of_target));
  }
  return heat;
}

std::optional<ClipHeat> InputTask::stored(int64_t clip) const {
  // Clips of one input come in order, so that a clip's index is its place.
  if (clip < 0 || clip >= clips_->clips()) return std::nullopt;
  ClipHeat heat = clips_->heat(clip);
  auto tally = tallies_.begin();
  for (TargetHeat& target : heat.targets) {
    for (HeatItem& item : target.methods) {
      const bool any = tally->low <= tally->high;
      item.heat.low = any ? tally->low : 0;
      item.heat.high = any ? tally->high : 0;
      ++tally;
    }
  }
  return heat;
}

}  // namespace vidcam
