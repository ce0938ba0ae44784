#include "explain3d/given_inputs.h"

#include <algorithm>
#include <map>

#include "model3d/encode_input.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {
namespace {

using Given = std::map<std::string, std::string>;

std::vector<std::string> names_of(const ModelCard& card) {
  std::vector<std::string> names;
  for (const FurtherInput& input : card.further) names.push_back(input.name);
  return names;
}

Given by_name(std::span<const std::pair<std::string, std::string>> given, const ModelCard& card) {
  Given all;
  const auto names = names_of(card);
  for (const auto& [name, value] : given) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw Error(ExitCode::Usage, "no input '" + name + "' in " + card.source + ", which lists " +
                                       (names.empty() ? "none beside the clip" : joined(names)));
    }
    if (!all.emplace(name, value).second)
      throw Error(ExitCode::Usage, "input '" + name + "' is given twice");
  }
  return all;
}

const std::string& value_of(const FurtherInput& input, const Given& given) {
  const auto found = given.find(input.name);
  if (found != given.end()) return found->second;
  throw Error(ExitCode::Usage, "the model also takes '" + input.name + "'; give it by --input " +
                                   input.name + (input.is_text() ? "=TEXT" : "=FILE.npy"));
}

at::Tensor encode_one(const FurtherInput& input, const std::string& value,
                      std::vector<std::string>& warnings) {
  if (!input.is_text()) return encode_array(input, read_npy(value));
  EncodedText text = encode_text(input, value);
  if (!text.left_out.empty()) {
    warnings.push_back(input.name + " \"" + value + "\": the model does not know " +
                       joined(text.left_out) +
                       (input.unknown < 0 ? ", left out" : ", taken as unknown"));
  }
  return text.value;
}

}  // namespace

std::vector<at::Tensor> encode_given(std::span<const std::pair<std::string, std::string>> given,
                                     const ModelCard& card, std::vector<std::string>& warnings) {
  const Given values = by_name(given, card);
  std::vector<at::Tensor> tensors;
  for (const FurtherInput& input : card.further)
    tensors.push_back(encode_one(input, value_of(input, values), warnings));
  return tensors;
}

}  // namespace vidcam
