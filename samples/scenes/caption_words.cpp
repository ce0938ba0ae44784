#include "samples/scenes/caption_words.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace vidcam::samples {
namespace {

void add_words(const std::string& text, std::vector<std::string>& to) {
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    if (std::find(to.begin(), to.end(), word) == to.end()) to.push_back(word);
  }
}

std::vector<std::string> make_vocabulary() {
  std::vector<std::string> all{kPad, kStart, kEnd, "a"};
  for (const char* each : kColorNames) add_words(each, all);
  for (const char* each : kShapeNames) add_words(each, all);
  for (const char* each : kRelationNames) add_words(each, all);
  return all;
}

int64_t token_of(const std::string& word) {
  const auto& all = caption_vocabulary();
  const auto found = std::find(all.begin(), all.end(), word);
  if (found == all.end()) throw std::out_of_range("no caption has the word '" + word + "'");
  return found - all.begin();
}

}  // namespace

const std::vector<std::string>& caption_vocabulary() {
  static const std::vector<std::string> kAll = make_vocabulary();
  return kAll;
}

std::vector<int64_t> caption_tokens(const std::vector<std::string>& words) {
  if (words.size() + 2 > kCaptionTokens)
    throw std::length_error("a caption of " + std::to_string(words.size()) + " words");
  std::vector<int64_t> tokens(kCaptionTokens, kPadToken);
  tokens[0] = kStartToken;
  for (size_t i = 0; i < words.size(); ++i) tokens[i + 1] = token_of(words[i]);
  tokens[words.size() + 1] = kEndToken;
  return tokens;
}

}  // namespace vidcam::samples
