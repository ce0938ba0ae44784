#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace vidcam {

// A relative link: every byte that has a meaning in an address is percent-encoded, the ":" of a
// scheme, too. "a b/c#d.mp4" -> "a%20b/c%23d.mp4".
[[nodiscard]] std::string url_of(const std::filesystem::path& relative);

// {"kind": "video" or "image", "url": as seen from a page in `folder`}; null where there is no such
// file or its suffix is none that browsers show.
[[nodiscard]] nlohmann::ordered_json media_link(const std::filesystem::path& file,
                                                const std::filesystem::path& folder);

}  // namespace vidcam
