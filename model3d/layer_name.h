#pragma once

#include <cstdint>
#include <string>

#include "model3d/model_graph.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {

// How a user names a layer: NAME, NAME#k (its k-th execution, counted from 0), NAME:1.0 (an element
// of a tuple output).
struct LayerName {
  std::string path;
  std::string element;
  int64_t call = kLastCall;  // or kEveryCall, which no name says

  [[nodiscard]] std::string text() const;
};

// Throws Error (Unusable) for an execution that is no number.
[[nodiscard]] LayerName parse_layer(const std::string& text);

// "@conv[-1]" counts from the end: the name that counts from the front.
void count_from_front(const ModelGraph& model, LayerName& layer);

// Throws the Error (Unusable) that explains why the graph has no such layer: never called, no
// tensor, or misspelt.
[[noreturn]] void refuse_layer(const ModelGraph& model, const LayerName& layer,
                               const std::string& model_path);

}  // namespace vidcam::detail
