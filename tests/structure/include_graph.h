#pragma once

#include <string>
#include <vector>

#include "tests/structure/source_tree.h"

namespace vidcam::structure {

// What is wrong with the include graph, one line each, sorted; empty: it follows the rules of
// include_rules.h. Looked for: folders without a rule, project headers that do not exist from the
// root, arrows between folders, third parties a folder does not see, FFmpeg or OpenCV brought into
// another folder by a header, cycles.
[[nodiscard]] std::vector<std::string> include_faults(const SourceTree& tree);

}  // namespace vidcam::structure
