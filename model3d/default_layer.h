#pragma once

#include <string>

#include "model3d/model_card.h"
#include "model3d/model_graph.h"

namespace vidcam::detail {

// The layer to explain where none is named: of a transformer the last layer norm before its last
// attention, where its output can be laid out as maps; else the last convolution that the graph's
// output is computed from and that gives more than one position (a classifier may end in
// convolutions of 1 x 1 x 1 positions, whose map would say nothing; a dry run on zeros tells). Its
// name is that of the innermost module that gives its output, "@conv[4]" in a model without names;
// "" where there is neither. The marks of read_graph must be there still. Throws Error (Unusable)
// where the model refuses an input of the card's size.
[[nodiscard]] std::string default_layer(ModelGraph& model, const ModelCard& card,
                                        const std::string& model_path);

}  // namespace vidcam::detail
