#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/support/shared_data.h"

namespace vidcam::testing {

// A file of the reference figures (shared data, not part of the project), made by an oracle that
// has no code in common with us. Nothing where it is absent: the test skips itself.
[[nodiscard]] inline std::optional<nlohmann::json> reference_json(const std::string& name) {
  const auto path = shared_data("reference/" + name);
  if (!path) return std::nullopt;
  std::ifstream file(*path);
  return nlohmann::json::parse(file);
}

}  // namespace vidcam::testing
