#pragma once

#include <span>

#include "explain3d/clip_explainer.h"
#include "explain3d/explainer.h"
#include "explain3d/trunk_precision.h"
#include "model3d/tapped_model.h"

// What is recorded and said about a model, as it becomes known.
namespace vidcam {

[[nodiscard]] CamOptions cam_options(const ExplainOptions& options);

// Known once it is loaded.
[[nodiscard]] ModelFacts loaded_facts(const ExplainOptions& options, const TappedModel& model,
                                      const std::string& device,
                                      std::span<const Explainer* const> methods);

// Known with the first forward pass of a batch: classes, layer_shape, precision.
void add_shapes(ModelFacts& facts, std::span<const TappedForward> layers,
                const TrunkPrecision& trunk, const ModelCard& card);

// A Grad-CAM++ map near the pole of its alpha (alpha_condition below kPoorCondition) hangs on
// single cells; said for the first such map of a method.
inline constexpr double kPoorCondition = 1e-3;
[[nodiscard]] std::string condition_warning(const ModelFacts& facts, const MethodMap& map);

// The gradient of a probability, and of its logarithm, goes with 1 - p: where float32 has lost
// that, what is left of it is rounding. "" where it has not.
inline constexpr double kLeastDoubt = 1e-6;
[[nodiscard]] std::string saturation_warning(ScoreKind score, const ClassScore& target);

}  // namespace vidcam
