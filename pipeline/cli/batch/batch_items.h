#pragma once

#include <string>
#include <vector>

#include "eval/manifest.h"

// From a manifest to the items of a batch.
namespace vidcam {

// A batch is planned of a whole list: says what is wrong with its rows and throws Error (Usage)
// where there is one.
void refuse_faults(const std::vector<std::string>& faults);
void refuse_faults(const std::vector<ManifestFault>& faults);

// A shard may run anywhere. "" stays "".
[[nodiscard]] std::string absolute_path(const std::string& path);

}  // namespace vidcam
