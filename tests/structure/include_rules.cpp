#include "tests/structure/include_rules.h"

#include <regex>
#include <utility>

namespace vidcam::structure {
namespace {

const std::set<std::string> kAllParties = {"FFmpeg",     "OpenCV", "LibTorch",  "Boost",  "json",
                                           "GoogleTest", "log",    "Benchmark", "OpenSSL"};
const std::set<std::string> kNeitherHalf = {"GoogleTest", "json", "log"};

const std::pair<const char*, std::regex> kParties[] = {
    {"FFmpeg", std::regex("lib(av|sw)[a-z]+/.*")},
    {"OpenCV", std::regex("opencv2/.*")},
    {"LibTorch", std::regex("(torch|ATen|c10|caffe2)/.*")},
    {"Boost", std::regex("boost/.*")},
    {"json", std::regex("nlohmann/.*")},
    {"OpenSSL", std::regex("openssl/.*")},
    {"log", std::regex("(spdlog|fmt)/.*")},
    {"GoogleTest", std::regex("(gtest|gmock)/.*")},
    {"Benchmark", std::regex("benchmark/.*")},
    {"", std::regex("[a-z0-9_]+(\\.h)?|(sys|linux|netinet|arpa)/.*")},
};

}  // namespace

const std::vector<FolderRule>& folder_rules() {
  static const std::vector<FolderRule> kRules = {
      {"pipeline/base", {}, {"OpenSSL"}},
      {"pipeline/run", {"pipeline/base"}, {"Boost", "json", "log"}},
      {"decode", {"pipeline/base"}, {"FFmpeg"}},
      {"encode", {"pipeline/base"}, {"FFmpeg", "OpenCV"}},
      {"model3d", {"pipeline/base"}, {"LibTorch", "json"}},
      {"explain3d", {"pipeline/base", "model3d"}, {"LibTorch"}},
      {"eval", {"pipeline/base"}, {"Boost", "json"}},
      // The two programs: neither half compiles the other's headers.
      {"pipeline/cli",
       {"pipeline/base", "pipeline/run", "model3d", "explain3d", "eval", "pipeline/cli/report",
        "pipeline/cli/study"},
       {"Boost", "json", "log"}},
      // Pages are made of what was written, without either half.
      {"pipeline/cli/report", {"pipeline/base", "pipeline/run"}, {"json"}},
      {"pipeline/cli/study",
       {"pipeline/base", "pipeline/run", "pipeline/cli/report", "eval"},
       {"json"}},
      {"pipeline/cli/media",
       {"pipeline/base", "pipeline/run", "decode", "encode"},
       {"json", "log"}},
      // What the thread sanitizer builds sees neither LibTorch nor FFmpeg.
      {"tests/base", {"pipeline/base", "tests/support"}, kNeitherHalf},
      {"tests/run", {"pipeline/base", "pipeline/run", "tests/support"}, kNeitherHalf},
      {"tests/structure", {}, {"GoogleTest"}},
      {"tests/support", {}, kAllParties, true},
      {"tests", {}, kAllParties, true},
      {"samples", {}, kAllParties, true},
      {"bench", {}, kAllParties, true},
  };
  return kRules;
}

const FolderRule* rule_of(const std::string& path) {
  const FolderRule* best = nullptr;
  for (const FolderRule& rule : folder_rules())
    if (path.starts_with(rule.folder + "/") && (!best || rule.folder.size() > best->folder.size()))
      best = &rule;
  return best;
}

std::string party_of(const std::string& include) {
  for (const auto& [name, pattern] : kParties)
    if (std::regex_match(include, pattern)) return name;
  return "unknown";
}

bool stays_inside(const std::string& party) {
  return party == "FFmpeg" || party == "OpenCV" || party == "OpenSSL";
}

}  // namespace vidcam::structure
