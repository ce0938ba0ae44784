#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace vidcam {

// Whose results lie at `path`? Throws Error (OtherSettings) where `there`, what was written down
// then, is not `ours`: it names the first member that differs, "options/method" for one within
// another. Both are objects.
void check_same_settings(const std::string& path, const nlohmann::ordered_json& there,
                         const nlohmann::ordered_json& ours);

}  // namespace vidcam
