#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vidcam {

struct LayerInfo {
  std::string name;  // module path ("layer4.1.conv2"), or "@conv[4]" for an operator of a model
                     // without names
  std::string type;  // class, "Conv3d"
  std::vector<int64_t> shape;  // of its (first) output in the dry run, batch of 1
  int calls = 1;
  bool is_default = false;  // what `explain` taps without --layer
};

// Every layer with a tensor output, in order of execution, from a dry run on zeros of the card's
// input size. Never empty: a model without names lists its operators. Throws Error as loading does.
[[nodiscard]] std::vector<LayerInfo> list_layers(const std::string& model_path,
                                                 const std::string& card = "");

}  // namespace vidcam
