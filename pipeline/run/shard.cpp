#include "pipeline/run/shard.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "pipeline/base/error.h"
#include "pipeline/base/sha256.h"

namespace vidcam {
namespace {

constexpr size_t kHexDigitsOf64Bits = 16;
constexpr size_t kLongestName = 100;

bool is_name(const std::string& id) {
  return !id.empty() && id.size() <= kLongestName && id.front() != '.' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  std::string_view("._+=-").find(c) != std::string_view::npos;
         });
}

int number_in(const char* variable, std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  throw Error(ExitCode::Usage, std::string(variable) + "=" + std::string(text) +
                                   ": expected a number; or name the shard with --shard");
}

}  // namespace

int shard_of(const std::string& id, int shards) {
  uint64_t value = 0;
  const std::string digits = sha256(id).substr(0, kHexDigitsOf64Bits);
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return static_cast<int>(value % static_cast<uint64_t>(shards));
}

std::string default_id(const std::string& path) {
  return sha256(path).substr(0, kHexDigitsOf64Bits);
}

std::string result_stem(const std::string& id) {
  return sha256(id).substr(0, 2) + "/" + (is_name(id) ? id : default_id(id));
}

std::string shard_list(std::span<const int> shards) {
  std::string list;
  for (size_t i = 0; i < shards.size();) {
    size_t last = i;
    while (last + 1 < shards.size() && shards[last + 1] == shards[last] + 1) ++last;
    list += (list.empty() ? "" : ",") + std::to_string(shards[i]);
    if (last > i) list += "-" + std::to_string(shards[last]);
    i = last + 1;
  }
  return list;
}

std::optional<int> shard_from(const std::function<const char*(const char*)>& environment) {
  constexpr const char* kOurs = "VIDCAM_SHARD";
  constexpr const char* kOffset = "VIDCAM_SHARD_OFFSET";
  constexpr std::string_view kLsf = "LSB_JOBINDEX";
  constexpr std::array kSchedulers{"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX",
                                   "PBS_ARRAY_INDEX",     "PBS_ARRAYID",
                                   "LSB_JOBINDEX",        "AWS_BATCH_JOB_ARRAY_INDEX"};
  if (const char* ours = environment(kOurs)) return number_in(kOurs, ours);
  for (const char* variable : kSchedulers) {
    const char* text = environment(variable);
    // LSF says 0 to a job that is no array.
    if (text == nullptr || (variable == kLsf && std::string_view(text) == "0")) continue;
    const char* offset = environment(kOffset);
    return number_in(variable, text) + (offset != nullptr ? number_in(kOffset, offset) : 0);
  }
  return std::nullopt;
}

}  // namespace vidcam
