#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace vidcam::testing {

// A file or folder of the data that is not part of the project: below $VIDCAM_SHARED_DATA, else
// below ../shared/data beside the source root. Nothing where it is absent: the test skips itself.
[[nodiscard]] inline std::optional<std::filesystem::path> shared_data(
    const std::filesystem::path& relative) {
  const char* told = std::getenv("VIDCAM_SHARED_DATA");
  const std::filesystem::path root =
      told != nullptr ? std::filesystem::path(told)
                      : std::filesystem::path(VIDCAM_SOURCE_DIR) / ".." / "shared" / "data";
  const auto path = root / relative;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path.lexically_normal();
}

}  // namespace vidcam::testing
