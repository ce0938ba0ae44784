#pragma once

#include <span>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "explain3d/explainer.h"
#include "explain3d/map_table.h"
#include "model3d/tapped_model.h"

// A layer that is called several times in one forward pass (a recurrent cell, a convolution that is
// applied frame by frame), explained at every call: each call s is a layer of its own, its map that
// of NAME#s, and the maps of all calls stand one after the other where those of other layers have
// their time: L is [N, steps, H, W].
namespace vidcam {

// Throws Error (Usage) where something was asked for that steps do not go with: several layers, a
// method that explains no single layer, a model of single pictures.
void check_steps(const std::vector<const Explainer*>& methods, const ExplainOptions& options,
                 const ModelCard& card);

// Throws Error (Unusable) where the calls' outputs are no steps of one map: of different height or
// width, or each with a time of its own.
void check_step_maps(std::span<const TappedForward> calls, const std::string& model,
                     const std::string& layer);

// One table of those of all calls, in their order.
[[nodiscard]] MapTable in_steps(const std::vector<MapTable>& calls);

// Maps::step_range, of each map that has steps.
void add_step_ranges(MapTable& table);

}  // namespace vidcam
