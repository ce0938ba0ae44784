#include "model3d/encode_input.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "model3d/graph_run.h"
#include "model3d/preprocess.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

std::vector<std::string> words_of(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::ispunct(c) != 0; });
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// Places in the vocabulary; -1 for a word that it does not have.
std::vector<int64_t> places_of(const std::vector<std::string>& words, const FurtherInput& input) {
  std::vector<int64_t> places;
  for (const std::string& word : words) {
    const auto found = std::find(input.vocabulary.begin(), input.vocabulary.end(), word);
    places.push_back(found == input.vocabulary.end() ? -1 : found - input.vocabulary.begin());
  }
  return places;
}

at::Tensor counts(const std::vector<int64_t>& places, size_t vocabulary) {
  at::Tensor bag = at::zeros({1, static_cast<int64_t>(vocabulary)});
  for (const int64_t place : places) bag[0][place] += 1;
  return bag;
}

at::Tensor tokens(std::vector<int64_t> places, const FurtherInput& input) {
  if (input.length > 0) places.resize(static_cast<size_t>(input.length), input.pad);
  return at::tensor(places, at::kLong).unsqueeze(0);
}

}  // namespace

EncodedText encode_text(const FurtherInput& input, const std::string& text) {
  const auto words = words_of(text);
  auto places = places_of(words, input);
  EncodedText encoded;
  for (size_t i = 0; i < words.size(); ++i)
    if (places[i] < 0) encoded.left_out.push_back(words[i]);
  std::replace(places.begin(), places.end(), int64_t{-1}, int64_t{input.unknown});
  std::erase(places, -1);
  const std::string named = input.name + " \"" + text + "\": ";
  if (places.empty()) throw Error(ExitCode::Usage, named + "the model knows none of its words");
  if (input.length > 0 && places.size() > static_cast<size_t>(input.length)) {
    throw Error(ExitCode::Usage, named + std::to_string(places.size()) +
                                     " words, the model takes at most " +
                                     std::to_string(input.length));
  }
  encoded.value = input.kind == FurtherInput::Kind::BagOfWords
                      ? counts(places, input.vocabulary.size())
                      : tokens(std::move(places), input);
  return encoded;
}

at::Tensor encode_array(const FurtherInput& input, const NpyArray& array) {
  std::vector<int64_t> shape = input.shape;
  if (array.shape != shape) shape.insert(shape.begin(), 1);
  if (array.shape != shape) {
    throw Error(ExitCode::Usage, input.name + ": the array is " + detail::size_text(array.shape) +
                                     ", the model card says " + detail::size_text(input.shape));
  }
  const at::Tensor value = at::tensor(array.values).view(input.shape).unsqueeze(0);
  return input.integers ? value.to(at::kLong) : value;
}

detail::ModelInput zero_model_input(const ModelCard& card) {
  detail::ModelInput all(zero_input(card));
  for (const FurtherInput& input : card.further) {
    std::vector<int64_t> shape = input.shape;
    if (input.kind == FurtherInput::Kind::BagOfWords)
      shape = {static_cast<int64_t>(input.vocabulary.size())};
    if (input.kind == FurtherInput::Kind::Tokens) shape = {std::max(1, input.length)};
    shape.insert(shape.begin(), 1);
    const bool integers = input.integers || input.kind == FurtherInput::Kind::Tokens;
    all.further.push_back(at::zeros(shape, integers ? at::kLong : at::kFloat));
  }
  if (card.caption && !card.has_decoder()) all.further.push_back(at::zeros({1, 2}, at::kLong));
  return all;
}

}  // namespace vidcam
