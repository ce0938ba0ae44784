#include "pipeline/cli/report/media_link.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::array<std::string_view, 5> kVideos = {".mp4", ".m4v", ".mov", ".webm", ".ogv"};
constexpr std::array<std::string_view, 6> kImages = {".png", ".jpg", ".jpeg",
                                                     ".gif", ".bmp", ".webp"};

bool is_plain(unsigned char c) {
  return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~' || c == '/';
}

const char* kind_of(const fs::path& file) {
  std::string suffix = file.extension().string();
  for (char& c : suffix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (std::find(kVideos.begin(), kVideos.end(), suffix) != kVideos.end()) return "video";
  if (std::find(kImages.begin(), kImages.end(), suffix) != kImages.end()) return "image";
  return nullptr;
}

}  // namespace

std::string url_of(const fs::path& relative) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string url;
  for (const char c : relative.generic_string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 128 && is_plain(byte)) {
      url += c;
    } else {
      url += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return url;
}

Json media_link(const fs::path& file, const fs::path& folder) {
  const char* kind = kind_of(file);
  std::error_code error;
  if (kind == nullptr || !fs::is_regular_file(file, error)) return {};
  const fs::path relative = fs::relative(file, folder, error);
  if (error || relative.empty()) return {};
  return {{"kind", kind}, {"url", url_of(relative)}};
}

}  // namespace vidcam
