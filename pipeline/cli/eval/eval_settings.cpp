#include "pipeline/cli/eval/eval_settings.h"

#include <algorithm>

namespace vidcam {

bool EvalSettings::measures(const std::string& metric) const {
  return std::find(metrics.begin(), metrics.end(), metric) != metrics.end();
}

const char* to_text(EvalTarget target) {
  return target == EvalTarget::Predicted ? "predicted" : "true";
}

const char* to_text(MaskSpace space) { return space == MaskSpace::Pixel ? "pixel" : "normalised"; }

const char* to_text(DropKind kind) { return kind == DropKind::Relative ? "relative" : "absolute"; }

}  // namespace vidcam
