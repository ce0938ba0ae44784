#include "model3d/further_card.h"

#include <algorithm>

namespace vidcam::detail {
namespace {

using Words = std::vector<std::string>;

Words read_vocabulary(const JsonFields& fields) {
  Words words = fields.texts("vocabulary");
  if (words.empty()) fields.refuse("vocabulary", "must list the words");
  return words;
}

// The place of a word that the field names in the vocabulary.
int place_of(const JsonFields& fields, const char* key, const Words& vocabulary, int fallback) {
  if (!fields.has(key)) return fallback;
  const auto found = std::find(vocabulary.begin(), vocabulary.end(), fields.text(key, ""));
  if (found == vocabulary.end()) fields.refuse(key, "must be a word of the vocabulary");
  return static_cast<int>(found - vocabulary.begin());
}

void read_text(FurtherInput& input, const JsonFields& fields) {
  input.vocabulary = read_vocabulary(fields);
  if (input.kind != FurtherInput::Kind::Tokens) return;
  input.length = fields.integer("length", 0, 0, 1 << 16);
  input.pad = place_of(fields, "pad", input.vocabulary, 0);
  input.unknown = place_of(fields, "unknown", input.vocabulary, -1);
}

void read_tensor(FurtherInput& input, const JsonFields& fields) {
  if (!fields.has("shape") || !fields.at("shape").is_array())
    fields.refuse("shape", "must list the sizes of one item, without the batch");
  for (const auto& size : fields.at("shape")) {
    if (!size.is_number_integer() || size < 1) fields.refuse("shape", "must list whole numbers");
    input.shape.push_back(size.get<int64_t>());
  }
  input.integers = fields.word("type", "float32", {"float32", "int64"}) == "int64";
}

FurtherInput read_one(const JsonFields& fields) {
  FurtherInput input;
  input.name = fields.text("name", "");
  if (input.name.empty()) fields.refuse("name", "is missing: forward's name for it");
  const std::string kind = fields.word("kind", "tensor", {"bag_of_words", "tokens", "tensor"});
  if (kind == "tensor") {
    fields.allow_only({"name", "kind", "shape", "type"});
    read_tensor(input, fields);
    return input;
  }
  fields.allow_only({"name", "kind", "vocabulary", "text", "length", "pad", "unknown"});
  input.kind = kind == "tokens" ? FurtherInput::Kind::Tokens : FurtherInput::Kind::BagOfWords;
  read_text(input, fields);
  return input;
}

}  // namespace

std::vector<FurtherInput> read_further_inputs(const JsonFields& card) {
  std::vector<FurtherInput> inputs;
  for (const JsonFields& fields : card.objects("extra_inputs")) inputs.push_back(read_one(fields));
  return inputs;
}

std::vector<Pathway> read_pathways(const JsonFields& input, int frames) {
  std::vector<Pathway> pathways;
  for (const JsonFields& fields : input.objects("pathways")) {
    fields.allow_only({"every", "frames"});
    if (fields.has("every") == fields.has("frames"))
      fields.refuse("every", "every (every k-th frame) or frames (how many): one of the two");
    pathways.push_back(
        {fields.integer("every", 1, 1, frames), fields.integer("frames", 0, 1, frames)});
  }
  return pathways;
}

CaptionRules read_caption_rules(const JsonFields& caption) {
  caption.allow_only({"vocabulary", "start", "end", "length", "decoder"});
  CaptionRules rules;
  rules.vocabulary = read_vocabulary(caption);
  for (const char* key : {"start", "end"})
    if (!caption.has(key)) caption.refuse(key, "is missing: the word of the vocabulary");
  rules.start = place_of(caption, "start", rules.vocabulary, 0);
  rules.end = place_of(caption, "end", rules.vocabulary, 0);
  rules.length = caption.integer("length", rules.length, 1, 1000);
  rules.decoder = caption.text("decoder", "");
  return rules;
}

}  // namespace vidcam::detail
