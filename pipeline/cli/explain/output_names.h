#pragma once

#include <string>
#include <vector>

#include "pipeline/cli/explain/inputs.h"
#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// The files of one input: STEM_METHOD, and STEM_METHOD_TARGET_VIEW where there is more than one
// target or view. Side by side shows all methods of a target in one file, a contact sheet (always a
// picture) all of all targets; the source needs one file only. Without suffix: only the media half
// knows whether the input is a picture (.png) or a video
// (.mp4).
[[nodiscard]] std::vector<OutputRequest> name_outputs(const std::string& folder, const Input& input,
                                                      const ExplainSettings& settings,
                                                      const std::vector<TargetRequest>& targets);

// The raw maps: STEM_METHOD.npy, STEM_METHOD_TARGET.npy where there is more than one target.
[[nodiscard]] std::string name_map(const std::string& folder, const std::string& stem,
                                   const std::string& method, const std::string& target,
                                   size_t target_count);

// The channels of the layer: STEM_channels.csv, .json.
[[nodiscard]] std::string name_channels(const std::string& folder, const std::string& stem,
                                        const std::string& suffix);

// The record: STEM.json.
[[nodiscard]] std::string name_record(const std::string& folder, const std::string& stem);

}  // namespace vidcam
