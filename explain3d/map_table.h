#pragma once

#include <vector>

#include "explain3d/explainer.h"
#include "explain3d/fuse.h"
#include "explain3d/heat_range.h"

namespace vidcam {

// The maps of one batch: [target][method].
using MapTable = std::vector<std::vector<Maps>>;

// One table of those of several layers, each map on the grid of the model's input and from 0 to 1
// (unit_map of the form: by default min-max over the clip, a flat one 0). A map without L stands
// for one that the layer plays no part in: the first layer's is taken as it is. One layer alone:
// its table, unchanged.
[[nodiscard]] MapTable fused(std::vector<MapTable> layers, Fuse fuse, const InputSize& size,
                             const HeatForm& form = {});

// The mean of tables of the same targets and methods. A clip that is not finite in one of them is
// not finite in the mean; alpha_condition is the smallest.
class MapMean {
 public:
  void add(MapTable table);
  // Throws std::logic_error where there was none.
  [[nodiscard]] MapTable take();

 private:
  MapTable sum_;
  int count_ = 0;
};

}  // namespace vidcam
