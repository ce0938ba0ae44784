#include "pipeline/cli/ask/question.h"

#include <cctype>

#include "pipeline/base/error.h"
#include "pipeline/base/sha256.h"

namespace vidcam {
namespace {

constexpr size_t kLongestSlug = 60;

}  // namespace

const FurtherInput& question_input(const ModelCard& card) {
  const FurtherInput* found = nullptr;
  for (const FurtherInput& input : card.further) {
    if (!input.is_text()) continue;
    if (found != nullptr) {
      throw Error(ExitCode::Unusable, card.source + ": several of extra_inputs take a text, '" +
                                          found->name + "' and '" + input.name +
                                          "'; use vidcam explain --input NAME=TEXT");
    }
    found = &input;
  }
  if (found != nullptr) return *found;
  throw Error(ExitCode::Unusable,
              card.source +
                  ": the model takes no question: none of the card's extra_inputs is a "
                  "bag_of_words or tokens");
}

std::string slug_of(const std::string& question) {
  std::string slug;
  for (const char c : question) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || byte >= 0x80) {
      slug += static_cast<char>(std::tolower(byte));
    } else if (std::isspace(byte) != 0 && !slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  if (!slug.empty() && slug.back() == '-') slug.pop_back();
  if (!slug.empty() && slug.size() <= kLongestSlug) return slug;
  return slug.substr(0, kLongestSlug - 9) + "-" + sha256(question).substr(0, 8);
}

}  // namespace vidcam
