#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model3d/caption_rules.h"
#include "model3d/further_input.h"
#include "model3d/pathway.h"
#include "pipeline/base/clip.h"

namespace vidcam {

// What a TorchScript file does not say about itself: how pictures become its input and what its
// output means. The JSON form is described in docs/model-card.md; every field has a default but the
// input size.
struct ModelCard {
  bool video = true;  // layout NCTHW; false: NCHW, one picture at a time (clip.frames == 1)
  ClipSpec clip;
  std::vector<Pathway> pathways;  // input.pathways; empty: forward takes the clip itself
  bool bgr = false;
  std::array<double, 2> range{0, 1};    // 8-bit 0..255 is mapped to this first,
  std::array<double, 3> mean{0, 0, 0};  // then (x - mean) / std in the model's channel order
  std::array<double, 3> std{1, 1, 1};
  bool probabilities = false;  // output.kind: the model ends in a softmax
  int output_index = 0;        // which element of a tuple or list output holds the scores
  std::string output_key;      // which entry of a dict output ("" : the first)
  std::vector<std::string> labels;
  std::vector<FurtherInput> further;    // extra_inputs: what forward takes behind the clip
  std::optional<CaptionRules> caption;  // the model writes captions; no class scores
  std::string layer;                    // "": the last convolution that leads to the output
  std::vector<int64_t> layer_grid;      // [T, H, W], pictures [H, W]: of a layer that gives tokens,
                                        // or channels last; empty: found from the shapes
  std::string source;  // where the card came from, for messages: a path, "built-in c3d-sports1m",
                       // "model.pt!vidcam.json"

  // How many inputs forward has that are made of the clip, and behind those.
  [[nodiscard]] size_t clip_inputs() const { return pathways.empty() ? 1 : pathways.size(); }
  [[nodiscard]] size_t further_inputs() const {
    return further.size() + (caption && !has_decoder() ? 1 : 0);
  }
  // The model is the encoder of a pair that writes captions.
  [[nodiscard]] bool has_decoder() const { return caption && !caption->decoder.empty(); }
};

// Throws Error (Unusable) naming source and the field: unknown key, wrong type, value out of range.
// folder: where a "labels": "file.txt" is looked for.
[[nodiscard]] ModelCard parse_card(const nlohmann::json& json, const std::string& source,
                                   const std::string& folder);

// The card of a model: card (a path or the name of a built-in card) where given, else MODEL.json
// beside the model, else the file vidcam.json inside it. Throws Error (Missing, Unusable) that says
// where was looked and shows the least card that would do.
[[nodiscard]] ModelCard find_card(const std::string& model_path, const std::string& card = "");

[[nodiscard]] std::vector<std::string> builtin_cards();

}  // namespace vidcam
