#include "pipeline/cli/media/heat_timeline.h"

#include <algorithm>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

void add_weighted(Painter::FrameHeat& sum, const Painter::FrameHeat& part, double weight) {
  if (sum.values.empty()) {
    sum = {part.h, part.w, std::vector<float>(part.values.size(), 0.0f), part.is_signed};
  }
  if (part.values.size() != sum.values.size())
    return;  // one layer, one size: cannot differ within a run
  for (size_t i = 0; i < sum.values.size(); ++i)
    sum.values[i] += static_cast<float>(weight) * part.values[i];
}

FrameEvidence evidence_of(const TargetHeat& target, const HeatItem& item) {
  return {{}, {target.label, item.method, target.probability, item.mark, item.heat.is_signed}};
}

}  // namespace

void HeatTimeline::announce(const Clip& clip) {
  entries_[clip.index] = {clip.first_frame, clip.heat_from, clip.first_frame + clip.real_frames,
                          std::nullopt};
  ++outstanding_;
}

void HeatTimeline::arrive(ClipHeat heat) {
  const auto found = entries_.find(heat.clip);
  if (found == entries_.end() || found->second.heat) {
    throw Error(ExitCode::Io, "heat came for clip " + std::to_string(heat.clip) +
                                  ", which does not wait for any");
  }
  found->second.heat = std::move(heat);
  --outstanding_;
}

bool HeatTimeline::settled(int64_t frame) const {
  return std::all_of(entries_.begin(), entries_.end(),
                     [frame](const auto& e) { return e.second.heat || !e.second.covers(frame); });
}

double HeatTimeline::weight(const Entry& entry, int64_t frame) const {
  const auto from_start = static_cast<double>(frame - entry.first) + 0.5;
  return std::min(from_start, span_ - from_start);
}

FrameEvidences HeatTimeline::at(int64_t frame) const {
  FrameEvidences result;
  double total = 0;
  double heaviest = 0;
  for (const auto& [index, entry] : entries_) {
    if (entry.covers(frame)) total += weight(entry, frame);
  }
  for (const auto& [index, entry] : entries_) {
    if (!entry.covers(frame)) continue;
    const double w = weight(entry, frame);
    const auto& targets = entry.heat->targets;
    result.resize(std::max(result.size(), targets.size()));
    for (size_t t = 0; t < targets.size(); ++t) {
      result[t].resize(targets[t].methods.size());
      for (size_t m = 0; m < targets[t].methods.size(); ++m) {
        const HeatItem& item = targets[t].methods[m];
        FrameEvidence& evidence = result[t][m];
        // What is written over the frame is of the clip in whose middle it lies most.
        if (w > heaviest) evidence.caption = evidence_of(targets[t], item).caption;
        add_weighted(evidence.heat,
                     heat_at(item.heat, static_cast<double>(frame - entry.first), span_),
                     w / total);
      }
    }
    heaviest = std::max(heaviest, w);
  }
  return result;
}

void HeatTimeline::forget_before(int64_t frame) {
  std::erase_if(entries_,
                [frame](const auto& e) { return e.second.heat && e.second.end <= frame; });
}

}  // namespace vidcam
