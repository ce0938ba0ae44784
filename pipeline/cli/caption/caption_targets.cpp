#include "pipeline/cli/caption/caption_targets.h"

#include <algorithm>

#include "pipeline/base/error.h"
#include "pipeline/cli/explain/targets.h"
#include "pipeline/cli/option_values.h"

namespace vidcam {
namespace {

TargetRequest target(const std::string& name, size_t index) {
  return {name, false, {{ClassChoice::Kind::Class, static_cast<int>(index)}}};
}

void check_words(const std::vector<std::string>& labels, const Strings& wanted) {
  for (const std::string& word : wanted) {
    if (std::find(labels.begin() + 1, labels.end(), word) == labels.end())
      throw Error(ExitCode::Usage,
                  "--words " + word + ": not a word of the caption \"" + labels.front() + "\"");
  }
}

}  // namespace

std::vector<TargetRequest> caption_targets(const std::vector<std::string>& labels,
                                           const std::string& wanted) {
  std::vector<TargetRequest> targets{target("caption", 0)};
  if (wanted == "none") return targets;
  const Strings words = wanted == "all" ? Strings(labels.begin() + 1, labels.end()) : split(wanted);
  check_words(labels, words);
  for (size_t i = 1; i < labels.size(); ++i) {
    if (std::find(words.begin(), words.end(), labels[i]) != words.end())
      targets.push_back(target(std::to_string(i) + "-" + file_name_part(labels[i]), i));
  }
  return targets;
}

}  // namespace vidcam
