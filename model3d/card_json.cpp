#include "model3d/card_json.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "model3d/further_card.h"
#include "model3d/json_fields.h"
#include "model3d/labels.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

using detail::JsonFields;
using detail::kLeastCard;
namespace fs = std::filesystem;

constexpr int kMaxSide = 4096;
constexpr int kMaxFrames = 4096;
constexpr size_t kMostSaid = 200;  // of what is wrong with the text

void read_size(ModelCard& card, const JsonFields& input) {
  for (const char* key : {"height", "width"}) {
    if (!input.has(key))
      input.refuse(key, std::string("is missing; the least card is ") + kLeastCard);
  }
  card.video = input.word("layout", "NCTHW", {"NCTHW", "NCHW"}) == "NCTHW";
  card.clip.height = input.integer("height", 0, 1, kMaxSide);
  card.clip.width = input.integer("width", 0, 1, kMaxSide);
  card.clip.frames = input.integer("frames", card.video ? 16 : 1, 1, card.video ? kMaxFrames : 1);
  card.clip.frame_step = input.integer("frame_step", 1, 1, kMaxFrames);
}

void read_resize(ClipSpec& clip, const JsonFields& input) {
  clip.resize_height = clip.height;
  clip.resize_width = clip.width;
  if (!input.has("resize")) return;
  const JsonFields resize = input.object("resize");
  resize.allow_only({"mode", "height", "width"});
  const bool stretch = resize.word("mode", "stretch", {"stretch", "short-side"}) == "stretch";
  clip.resize = stretch ? ClipSpec::Resize::Stretch : ClipSpec::Resize::ShortSide;
  clip.resize_height = resize.integer("height", clip.height, 1, kMaxSide);
  clip.resize_width =
      resize.integer("width", stretch ? clip.width : clip.resize_height, 1, kMaxSide);
}

// The resized picture and the crop must give the input's size.
void check_crop(const ClipSpec& clip, const JsonFields& input) {
  const std::string size = std::to_string(clip.height) + "x" + std::to_string(clip.width);
  const std::string resized =
      std::to_string(clip.resize_height) + "x" + std::to_string(clip.resize_width);
  const bool short_side = clip.resize == ClipSpec::Resize::ShortSide;
  const bool equal = clip.resize_height == clip.height && clip.resize_width == clip.width;
  if (clip.crop == ClipSpec::Crop::None && (short_side || !equal)) {
    input.refuse("crop", "none leaves the resized picture as it is, " +
                             (short_side ? "of any width" : resized) + ", but the input is " +
                             size + "; set it to \"center\"");
  }
  if (clip.resize_height < clip.height ||
      (short_side ? clip.resize_height : clip.resize_width) < clip.width) {
    input.refuse(
        "resize",
        "gives " +
            (short_side ? "a shorter side of " + std::to_string(clip.resize_height) : resized) +
            ", too small to cut the input's " + size + " from");
  }
}

void read_colour(ModelCard& card, const JsonFields& input) {
  card.bgr = input.word("channels", "RGB", {"RGB", "BGR"}) == "BGR";
  card.range = input.numbers("range", card.range);
  card.mean = input.numbers("mean", card.mean);
  card.std = input.numbers("std", card.std);
  if (card.range[0] >= card.range[1])
    input.refuse("range", "must be two rising numbers, as [0, 1] or [0, 255]");
  for (const double s : card.std) {
    if (s <= 0) input.refuse("std", "must be greater than 0; it is what the pixels are divided by");
  }
}

void read_input(ModelCard& card, const JsonFields& input) {
  input.allow_only({"layout", "frames", "height", "width", "channels", "range", "mean", "std",
                    "resize", "crop", "frame_step", "pathways"});
  read_size(card, input);
  card.pathways = detail::read_pathways(input, card.clip.frames);
  if (!card.video && !card.pathways.empty()) input.refuse("pathways", "are of clips, layout NCTHW");
  read_resize(card.clip, input);
  const bool center = input.word("crop", "none", {"center", "none"}) == "center";
  card.clip.crop = center ? ClipSpec::Crop::Center : ClipSpec::Crop::None;
  check_crop(card.clip, input);
  read_colour(card, input);
}

void read_output(ModelCard& card, const JsonFields& output) {
  output.allow_only({"kind", "index", "key"});
  card.probabilities =
      output.word("kind", "logits", {"logits", "probabilities"}) == "probabilities";
  card.output_index = output.integer("index", 0, 0, 1000);
  card.output_key = output.text("key", "");
}

void read_layer_grid(ModelCard& card, const JsonFields& fields) {
  if (!fields.has("layer_grid")) return;
  const std::string wanted = card.video ? "must be [T, H, W]" : "must be [H, W]";
  const nlohmann::json& grid = fields.at("layer_grid");
  if (!grid.is_array() || grid.size() != (card.video ? 3 : 2)) fields.refuse("layer_grid", wanted);
  for (const auto& size : grid) {
    if (!size.is_number_integer() || size < 1 || size > kMaxFrames)
      fields.refuse("layer_grid", wanted + ", whole numbers from 1");
    card.layer_grid.push_back(size.get<int64_t>());
  }
}

std::vector<std::string> labels_of(const JsonFields& fields, const std::string& folder) {
  if (!fields.has("labels")) return {};
  if (fields.at("labels").is_array()) return fields.texts("labels");
  if (!fields.at("labels").is_string())
    fields.refuse("labels", "must be a list of texts or the name of a file with one label a line");
  const fs::path file =
      fs::path(folder) / fields.at("labels").get<std::string>();  // an absolute name stays as it is
  return read_labels(file.string());
}

}  // namespace

ModelCard parse_card(const nlohmann::json& json, const std::string& source,
                     const std::string& folder) {
  const JsonFields fields(json, source, "");
  fields.allow_only(
      {"input", "output", "labels", "layer", "extra_inputs", "caption", "layer_grid", "about"});
  if (!fields.has("input"))
    fields.refuse("input", std::string("is missing; the least card is ") + kLeastCard);
  ModelCard card;
  card.source = source;
  read_input(card, fields.object("input"));
  if (fields.has("output")) read_output(card, fields.object("output"));
  card.layer = fields.text("layer", "");
  read_layer_grid(card, fields);
  card.labels = labels_of(fields, folder);
  card.further = detail::read_further_inputs(fields);
  if (fields.has("caption")) card.caption = detail::read_caption_rules(fields.object("caption"));
  if (card.has_decoder()) card.caption->decoder = fs::path(folder) / card.caption->decoder;
  return card;
}

ModelCard detail::parse_card_text(const std::string& text, const std::string& source,
                                  const std::string& folder) {
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& error) {  // not JSON, or a number that fits nothing
    const std::string what =
        error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    const auto from = what.find("] ");
    throw Error(ExitCode::Unusable,
                source + ": is not valid JSON: " +
                    (from == std::string::npos ? what : what.substr(from + 2, kMostSaid)));
  }
  return parse_card(json, source, folder);
}

}  // namespace vidcam
