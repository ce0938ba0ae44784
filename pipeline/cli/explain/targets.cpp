#include "pipeline/cli/explain/targets.h"

#include <cctype>
#include <charconv>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr int kMostRanks = 1000;

int number_of(const std::string& text, const std::string& whole, int least) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least) {
    throw Error(ExitCode::Usage, "--target " + whole + ": expected a number of at least " +
                                     std::to_string(least) + " behind the colon");
  }
  return value;
}

void add_target(std::vector<TargetRequest>& out, const std::string& text,
                const ClipExplainer& explainer) {
  const size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string value = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (text == "top1") {
    out.push_back({"top1", false, {}});
  } else if (text == "video-top1") {
    out.push_back({"video-top1", true, {}});
  } else if (kind == "top" && colon != std::string::npos) {
    const int ranks = std::min(number_of(value, text, 1), kMostRanks);
    for (int r = 0; r < ranks; ++r) {
      out.push_back({"top" + std::to_string(r + 1), false, {TargetSpec::Kind::Rank, r}});
    }
  } else if (kind == "class" && colon != std::string::npos) {
    out.push_back({"class" + value, false, {TargetSpec::Kind::Class, number_of(value, text, 0)}});
  } else if (kind == "label" && colon != std::string::npos) {
    out.push_back(
        {file_name_part(value), false, {TargetSpec::Kind::Class, explainer.class_index(value)}});
  } else {
    throw Error(
        ExitCode::Usage,
        "--target " + text + ": unknown; use top1, top:K, class:INDEX, label:NAME or video-top1");
  }
}

}  // namespace

std::vector<TargetRequest> parse_targets(const std::vector<std::string>& texts,
                                         const ClipExplainer& explainer) {
  std::vector<TargetRequest> targets;
  for (const std::string& text : texts) add_target(targets, text, explainer);
  return targets;
}

std::string file_name_part(const std::string& text) {
  std::string part;
  for (const char c : text) {
    const bool fine =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '+' || c == '-';
    part += fine ? c : '_';
  }
  return part;
}

}  // namespace vidcam
