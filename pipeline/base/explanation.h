#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/base/heat.h"

namespace vidcam {

struct ClassScore {
  int index = 0;
  std::string label;       // from the model card; the index as text where there are no labels
  double probability = 0;  // softmax, float32 or better
  double logit = 0;  // pre-softmax score; where only probabilities can be had, their logarithm
};

// A map that is no evidence is never shown as if it were one.
enum class MapStatus { Ok, Flat, NonFinite };

[[nodiscard]] inline const char* to_text(MapStatus status) {
  return status == MapStatus::Ok ? "ok" : status == MapStatus::Flat ? "flat" : "nonfinite";
}

// Of one call of a layer that is explained at every one of its calls.
struct StepFacts {
  float min = 0;  // of the call's raw map
  float max = 0;
  MapStatus status = MapStatus::Ok;
  bool operator==(const StepFacts&) const = default;
};

struct MethodMap {
  std::string method;  // "gradcam", "gradcam++" ...
  Heat heat;  // raw map L; heat.low / heat.high: its range after upsampling to the model's input
              // over this clip
  float min = 0;  // of the raw map
  float max = 0;
  MapStatus status = MapStatus::Ok;
  // Of channel k of the layer, at 2k: what it weighs (w_k); at 2k + 1: its part of the map's mean
  // before the ReLU. Empty: not asked for, not finite, or the method weighs no channels.
  std::vector<float> channels{};
  // Where the layer is explained at every call: of each, in their order. heat.t is their number
  // then, but for maps that are on the grid of the model's input. Else empty.
  std::vector<StepFacts> steps{};
  // Smallest |1 / alpha| among the terms used (eq 19 of Grad-CAM++: |2 + s_k g|); NaN where the
  // method has no alpha.
  double alpha_condition = std::numeric_limits<double>::quiet_NaN();
  // In which range it is shown is a convention; false: it explains pixels and has a range of its
  // own.
  bool class_activation = true;
};

struct TargetExplanation {
  ClassScore target;
  double score = 0;  // what was differentiated: logit, probability or log probability, or the
                     // difference of two, or the negative of it
  std::vector<MethodMap> maps;
  std::optional<ClassScore> versus{};  // the score is the difference to this class's
  bool against = false;                // the score is taken with the other sign
};

// "walk", "walk vs run", "against walk".
[[nodiscard]] inline std::string title_of(const TargetExplanation& target) {
  const std::string other = target.versus ? " vs " + target.versus->label : "";
  return (target.against ? "against " : "") + target.target.label + other;
}

struct ClipExplanation {
  std::vector<ClassScore> top;  // the five likeliest classes
  std::vector<TargetExplanation> targets;
};

}  // namespace vidcam
