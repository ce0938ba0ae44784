#pragma once

#include <ATen/core/Tensor.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "explain3d/alpha_form.h"
#include "explain3d/heat_range.h"
#include "explain3d/method_list.h"
#include "explain3d/occlusion_options.h"
#include "explain3d/pool.h"
#include "explain3d/probe.h"

// The one interface of all methods. To add one: a header like gradcam.h (its formula on top), a
// line in methods.cpp and a test like tests/explain3d/gradcam_test.cpp.
namespace vidcam {

// What a method sees of N clips: one forward pass and one gradient, float32 (float64 stays) on any
// device. An image has T = 1.
struct Evidence {
  at::Tensor A;  // [N, C, T, H, W] activations of the tapped layer
  at::Tensor g;  // [N, C, T, H, W] dS/dA
  const Probe* probe = nullptr;

  // The model, to be asked again. Throws std::invalid_argument where there is none.
  [[nodiscard]] const Probe& model() const {
    if (probe == nullptr) throw std::invalid_argument("this method asks the model, and has none");
    return *probe;
  }
};

struct CamOptions {
  Pool pool = Pool::Volume;
  double softmax_bound = 1e-6;              // of gradcam++-softmax, 0..1; 0: all classes
  OcclusionOptions occlusion{};             // resolved
  AlphaForm alpha = AlphaForm::Equation19;  // of gradcam++
  bool rectify = true;  // false: a map's last ReLU is left to what comes behind the upsampling
};

struct Maps {
  // [N, T, H, W] not normalised; T, H, W of the layer (after the map's ReLU where it has one) or of
  // the model's input
  at::Tensor L;
  // [N] smallest |1 / alpha| among the terms used (eq 19 of Grad-CAM++: |2 + s_k g|), NaN where
  // none was; undefined for methods without alpha.
  at::Tensor alpha_condition;
  Shown shown = Shown::Range;
  // [N, C, T or 1, 1, 1] w_k, of methods that weigh whole channels; undefined for others
  at::Tensor weights{};
  // What follows is set for a method, not by it.
  at::Tensor channels{};  // [N, C, 2] of each channel the weight and its part of the map's mean
  at::Tensor finite{};    // [N] bool: what the map was made of is finite
  // Where the layer is explained at every call (step; L has a T for each), [N, steps]: whether what
  // the step's map was made of is finite; and, once the map is complete, its smallest and largest
  // value, [N, steps, 2]. Undefined elsewhere.
  at::Tensor finite_steps{}, step_range{};
  bool relu = true;     // the map ends in a ReLU
  bool formed = false;  // it is on the grid of the model's input, as its HeatForm wants it
};

// A choice that a paper leaves open, and what was chosen: {"baseline", "black"}.
using Conventions = std::vector<std::pair<std::string, std::string>>;

// Stateless: one object serves all threads.
class Explainer {
 public:
  virtual ~Explainer() = default;
  [[nodiscard]] virtual MethodInfo info() const = 0;
  // The formula is derived for a network that is piecewise linear behind the tapped layer.
  [[nodiscard]] virtual bool assumes_piecewise_linear() const { return false; }
  // It explains the score that the user chose; false: one of its own, or none.
  [[nodiscard]] virtual bool explains_the_score() const { return true; }
  // Its map is made of the tapped layer; false: of the model as a whole, whatever layer is tapped.
  [[nodiscard]] virtual bool explains_a_layer() const { return true; }
  // Maps of several layers can be fused to one.
  [[nodiscard]] virtual bool can_be_fused() const { return true; }
  // Its map ends in a ReLU.
  [[nodiscard]] virtual bool ends_in_relu() const { return true; }
  // It gives the model's ReLUs another rule; what that leaves alone is said.
  [[nodiscard]] virtual bool changes_relus() const { return false; }
  // What the record says of this method beside the conventions that all share.
  [[nodiscard]] virtual Conventions conventions(const CamOptions& /*options*/) const { return {}; }
  // How many clips the model, or the part of it behind the layer, will run for this evidence beyond
  // the pass that all methods share: what progress is counted in. A method with a cost says so here
  // and in info().
  [[nodiscard]] virtual int64_t further_clips(const Evidence& /*evidence*/,
                                              const CamOptions& /*options*/) const {
    return 0;
  }
  // Reads the evidence, never writes to it. NaN and infinity pass through to L.
  [[nodiscard]] virtual Maps explain(const Evidence& evidence, const CamOptions& options) const = 0;
};

}  // namespace vidcam
