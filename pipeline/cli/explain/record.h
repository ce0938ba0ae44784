#pragma once

#include <string>
#include <vector>

#include "pipeline/cli/explain/input_task.h"

namespace vidcam {

// One line for each target and method with flat or non-finite maps, saying how many.
[[nodiscard]] std::vector<std::string> evidence_warnings(const InputTask& task);

// Writes the raw maps (STEM_METHOD.npy), then the record (STEM.json: input, model, conventions,
// clips, outputs, warnings), clip by clip and each atomically; the record last, so that it stands
// for complete results. Returns the paths of all results of this input, the painted files
// first.
[[nodiscard]] std::vector<std::string> write_results(const InputTask& task,
                                                     const ExplainSettings& settings,
                                                     const ModelFacts& facts);

// The outputs that an earlier run recorded for this input in STEM.json; nothing where there is no
// such record. Another input's record under this name: `other` is set.
struct EarlierResult {
  bool found = false;
  bool other = false;
  std::vector<std::string> outputs;
};
[[nodiscard]] EarlierResult find_earlier(const std::string& record_path,
                                         const std::string& input_path);

}  // namespace vidcam
