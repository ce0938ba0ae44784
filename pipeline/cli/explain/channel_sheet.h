#pragma once

#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/cli/explain/input_task.h"

namespace vidcam {

// The channels that weigh most to an input's first target by its first method, the heaviest first;
// at most `count`.
[[nodiscard]] std::vector<size_t> top_channels(const ChannelTally& tally, size_t count);

// Explains an input once more by these channels' own maps: a contact sheet and the raw maps, as
// STEM_top-channels. Returns the exit code. precision: what the first explanation ran in.
[[nodiscard]] int write_channel_sheet(const ExplainSettings& settings, const Input& input,
                                      const std::vector<size_t>& channels,
                                      const std::string& precision);

}  // namespace vidcam
