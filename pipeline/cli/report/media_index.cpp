#include "pipeline/cli/report/media_index.h"

#include <filesystem>

#include "pipeline/base/sha256.h"

namespace vidcam {

namespace fs = std::filesystem;

namespace {

// One text for one file, whatever it is called; as it stands where there is none.
std::string key_of(const fs::path& path) {
  std::error_code error;
  const fs::path full = fs::canonical(path, error);
  return error ? path.lexically_normal().string() : full.string();
}

}  // namespace

MediaIndex::MediaIndex(const std::vector<ExplainRecord>& records) {
  for (const ExplainRecord& record : records) {
    by_path_.emplace(key_of(record.input()), &record);
    by_name_.emplace(record.input().filename().string(), &record);
  }
}

const ExplainRecord* MediaIndex::find(const std::string& path) const {
  if (const auto found = by_path_.find(key_of(path)); found != by_path_.end()) return found->second;
  const auto [first, last] = by_name_.equal_range(fs::path(path).filename().string());
  std::error_code error;
  if (first == last || !fs::is_regular_file(path, error)) return nullptr;
  const std::string digest = sha256_of_file(path);
  for (auto it = first; it != last; ++it) {
    if (it->second->sha256() == digest) return it->second;
  }
  return nullptr;
}

}  // namespace vidcam
