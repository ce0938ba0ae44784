#include "explain3d/steps.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/fmin.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <sstream>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ExitCode::Usage, "--steps: " + why);
}

// The same map of every call.
Maps one_after_the_other(const std::vector<const Maps*>& calls) {
  Maps all = *calls.front();
  std::vector<at::Tensor> L{all.L}, finite{all.finite};
  for (size_t s = 1; s < calls.size(); ++s) {
    const Maps& call = *calls[s];
    L.push_back(call.L);
    finite.push_back(call.finite);
    if (all.alpha_condition.defined())  // NaN: there is none
      all.alpha_condition = at::fmin(all.alpha_condition, call.alpha_condition);
    if (all.channels.defined()) all.channels = all.channels + call.channels;
  }
  all.L = at::cat(L, /*dim=*/1);
  all.finite_steps = at::stack(finite, 1);
  all.finite = all.finite_steps.all(1);
  if (all.channels.defined()) all.channels = all.channels / static_cast<double>(calls.size());
  return all;
}

}  // namespace

void check_steps(const std::vector<const Explainer*>& methods, const ExplainOptions& options,
                 const ModelCard& card) {
  if (!options.steps) return;
  if (!options.further_layers.empty()) refuse("the calls of one layer are explained; name one");
  if (!card.video)
    refuse(
        options.model_path +
        " takes single pictures, and steps are shown over the frames of a clip; explain one call, "
        "-l NAME#0, NAME#1 ...");
  for (const Explainer* method : methods)
    if (!method->explains_a_layer() || !method->can_be_fused())
      refuse(method->info().name +
             " goes back to the model's input, not to one call of a layer; leave it out");
}

void check_step_maps(std::span<const TappedForward> calls, const std::string& model,
                     const std::string& layer) {
  const auto first = calls.front().activations.sizes();
  std::ostringstream message;
  message << model << ": layer '" << layer << "' gives ";
  for (const TappedForward& call : calls) {
    const auto sizes = call.activations.sizes();
    if (sizes.size() == 5 && sizes[2] > 1) {
      message << sizes.slice(1)
              << " at each call, with a time of its own, so its calls are no steps";
    } else if (sizes.slice(sizes.size() - 2) != first.slice(first.size() - 2)) {
      message << first.slice(1) << " at call 0 and " << sizes.slice(1) << " at call " << call.call
              << ", maps of different sizes, so its calls are no steps";
    } else {
      continue;
    }
    message << " of one map; explain one call, -l " << layer << "#" << call.call
            << ", without --steps";
    throw Error(ExitCode::Unusable, message.str());
  }
}

MapTable in_steps(const std::vector<MapTable>& calls) {
  MapTable all = calls.front();
  for (size_t k = 0; k < all.size(); ++k) {
    for (size_t m = 0; m < all[k].size(); ++m) {
      std::vector<const Maps*> of_calls;
      of_calls.reserve(calls.size());
      for (const MapTable& call : calls) of_calls.push_back(&call[k][m]);
      all[k][m] = one_after_the_other(of_calls);
    }
  }
  return all;
}

void add_step_ranges(MapTable& table) {
  for (auto& target : table)
    for (Maps& maps : target)
      if (maps.finite_steps.defined())
        maps.step_range = at::stack({maps.L.amin({2, 3}), maps.L.amax({2, 3})}, 2);
}

}  // namespace vidcam
