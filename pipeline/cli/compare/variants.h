#pragma once

#include <string>
#include <vector>

namespace vidcam {

// One of the explanations that are held against each other: a model at one of its layers.
struct Variant {
  std::string model;
  std::string card;   // empty: found beside the model
  std::string layer;  // empty: the card's, else the last convolution; a,b: fused
  std::string name;   // as a folder and on the contact sheet; unique
};

// What -m, --card and -l mean together: as many layers as models go with them in order, one model
// is taken at each layer, one layer serves all models; the same for cards. Throws Error (Usage)
// where numbers do not fit, or only one variant comes of it.
[[nodiscard]] std::vector<Variant> list_variants(const std::vector<std::string>& models,
                                                 const std::vector<std::string>& cards,
                                                 const std::vector<std::string>& layers);

}  // namespace vidcam
