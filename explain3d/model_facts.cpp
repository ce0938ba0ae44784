#include "explain3d/model_facts.h"

#include <algorithm>
#include <cstdio>

#include "pipeline/base/sha256.h"

namespace vidcam {
namespace {

std::string precision_of(Precision trunk, at::ScalarType model) {
  if (trunk == Precision::Int8) return "int8";
  if (trunk == Precision::BFloat16) return "bf16";
  return model == at::kDouble ? "fp64" : "fp32";
}

int batch_for(const std::string& device) { return device == "cpu" ? 4 : 32; }

std::vector<std::string> load_warnings(const TappedModel& model, ScoreKind score,
                                       std::span<const Explainer* const> methods) {
  std::vector<std::string> warnings = model.notes();
  const bool logits = model.piecewise_linear() && model.logits_are_real();
  for (const Explainer* method : methods) {
    const bool linear = logits && (score == ScoreKind::Logit || !method->explains_the_score());
    if (linear || !method->assumes_piecewise_linear()) continue;
    warnings.push_back(method->info().name + ": the score is not piecewise linear in layer '" +
                       model.layer() + "' (the model behind it, or the score asked for), so " +
                       method->info().equation +
                       " is a convention here, not the derivative ratio of the paper");
  }
  const bool gated = std::any_of(methods.begin(), methods.end(),
                                 [](const Explainer* m) { return m->changes_relus(); });
  if (const std::string note = gated ? model.rule_note() : ""; !note.empty())
    warnings.push_back(note);
  if (!model.logits_are_real()) {
    warnings.push_back(
        "the model gives probabilities and its graph does not show what they are made of: their "
        "logarithm stands in for the logits");
  }
  return warnings;
}

}  // namespace

CamOptions cam_options(const ExplainOptions& options) {
  const bool rectify = options.form.order != MapOrder::UpsampleReluNormalize;
  return {options.pool, options.softmax_bound, options.occlusion, options.alpha, rectify};
}

ModelFacts loaded_facts(const ExplainOptions& options, const TappedModel& model,
                        const std::string& device, std::span<const Explainer* const> methods) {
  ModelFacts facts;
  facts.path = options.model_path;
  facts.sha256 = sha256_of_file(options.model_path);
  facts.layer = model.layer();
  facts.tap = model.tap();
  facts.device = device;
  facts.precision = "fp32";
  facts.batch = options.batch > 0 ? options.batch : batch_for(device);
  facts.piecewise_linear = model.piecewise_linear() && model.logits_are_real();
  for (const Explainer* method : methods) {
    auto chosen = method->conventions(cam_options(options));
    if (!chosen.empty()) facts.conventions.emplace_back(method->info().name, std::move(chosen));
  }
  facts.further = options.further;
  facts.warnings = load_warnings(model, options.score, methods);
  return facts;
}

void add_shapes(ModelFacts& facts, std::span<const TappedForward> layers,
                const TrunkPrecision& trunk, const ModelCard& card) {
  const TappedForward& forward = layers.front();
  for (const TappedForward& further : layers.subspan(1))
    if (further.layer > 0)
      facts.further_shapes.push_back(further.activations.sizes().slice(1).vec());
  // Those of layer 0 are the calls of it.
  if (layers.size() > 1 && layers.back().layer == 0) facts.steps = static_cast<int>(layers.size());
  const auto shape = forward.activations.sizes();
  facts.layer_shape.assign(shape.begin() + 1, shape.end());
  facts.precision = precision_of(trunk.chosen(), forward.activations.scalar_type());
  facts.precision_reason = trunk.reason();
  if (!trunk.doubt().empty()) facts.warnings.push_back(trunk.doubt());
  facts.classes = static_cast<int>(forward.logits.size(1));
  const auto labels = card.labels.size();
  if (labels != 0 && labels != static_cast<size_t>(facts.classes)) {
    facts.warnings.push_back("the model has " + std::to_string(facts.classes) + " classes, but " +
                             card.source + " lists " + std::to_string(labels) +
                             " labels: names may be wrong");
  }
  if (std::all_of(shape.begin() + 2, shape.end(), [](int64_t n) { return n == 1; })) {
    facts.warnings.push_back("layer '" + facts.layer +
                             "' has a single position, so its maps are flat; choose an earlier "
                             "layer, `vidcam layers` lists their shapes");
  }
}

std::string saturation_warning(ScoreKind score, const ClassScore& target) {
  if (score == ScoreKind::Logit || !(1 - target.probability < kLeastDoubt)) return "";
  char doubt[32];
  std::snprintf(doubt, sizeof(doubt), "%.2g", 1 - target.probability);
  return "the score is saturated: the probability of '" + target.label + "' is 1 - " + doubt +
         ", so that its gradient is mostly rounding; --score logit has no such limit";
}

std::string condition_warning(const ModelFacts& facts, const MethodMap& map) {
  char value[32];
  std::snprintf(value, sizeof(value), "%.2g", map.alpha_condition);
  const std::string advice =
      facts.tap == "raw"
          ? "explain the rectified feature map (--tap rectified, or the layer that is the ReLU)"
          : "choose a layer whose output is rectified, where gradcam++ keeps away from the pole";
  return map.method + ": |1 / alpha| comes down to " + value + " at layer '" + facts.layer +
         "', near the pole of its equation: such maps hang on single cells; " + advice;
}

}  // namespace vidcam
