#include "pipeline/cli/explain/targets.h"

#include <cctype>
#include <charconv>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr int kMostRanks = 1000;

int number_of(const std::string& text, const std::string& whole, int least,
              const std::string& option = "target") {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least) {
    throw Error(ExitCode::Usage, "--" + option + " " + whole + ": expected a number of at least " +
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
    for (int r = 0; r < ranks; ++r)
      out.push_back({"top" + std::to_string(r + 1), false, {{ClassChoice::Kind::Rank, r}}});
  } else if (kind == "class" && colon != std::string::npos) {
    out.push_back(
        {"class" + value, false, {{ClassChoice::Kind::Class, number_of(value, text, 0)}}});
  } else if (kind == "label" && colon != std::string::npos) {
    out.push_back(
        {file_name_part(value), false, {{ClassChoice::Kind::Class, explainer.class_index(value)}}});
  } else {
    throw Error(
        ExitCode::Usage,
        "--target " + text + ": unknown; use top1, top:K, class:INDEX, label:NAME or video-top1");
  }
}

struct NamedClass {
  std::string name;
  ClassChoice choice;
};

NamedClass versus_from(const std::string& text, const ClipExplainer& explainer) {
  const size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string value = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (text == "top1") return {"top1", {}};
  if (kind == "top" && colon != std::string::npos)
    return {"top" + value, {ClassChoice::Kind::Rank, number_of(value, text, 1, "versus") - 1}};
  if (kind == "class" && colon != std::string::npos)
    return {"class" + value, {ClassChoice::Kind::Class, number_of(value, text, 0, "versus")}};
  if (kind == "label" && colon != std::string::npos)
    return {file_name_part(value), {ClassChoice::Kind::Class, explainer.class_index(value)}};
  throw Error(ExitCode::Usage,
              "--versus " + text +
                  ": unknown; use class:INDEX, label:NAME, top1, or top:K for the K-th likeliest");
}

}  // namespace

std::vector<TargetRequest> parse_targets(const ExplainSettings& settings,
                                         const ClipExplainer& explainer) {
  std::vector<TargetRequest> targets;
  for (const std::string& text : settings.target_texts) add_target(targets, text, explainer);
  std::optional<NamedClass> versus;
  if (!settings.versus.empty()) versus = versus_from(settings.versus, explainer);
  for (TargetRequest& target : targets) {
    if (!versus) continue;
    target.name += "-vs-" + versus->name;
    target.spec.versus = versus->choice;
  }
  return with_evidence(targets, settings.against);
}

std::vector<TargetRequest> with_evidence(const std::vector<TargetRequest>& targets,
                                         const std::vector<bool>& against) {
  std::vector<TargetRequest> all;
  for (const TargetRequest& target : targets) {
    for (const bool other_sign : against) {
      all.push_back(target);
      all.back().spec.against = other_sign;
      if (other_sign) all.back().name = "against-" + target.name;
    }
  }
  return all;
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
