#include "pipeline/cli/explain/settings.h"

#include <algorithm>

namespace vidcam {

bool has_sheet(const ExplainSettings& settings) {
  return std::find(settings.views.begin(), settings.views.end(), "sheet") != settings.views.end();
}

const char* to_text(Normalize normalize) {
  return normalize == Normalize::Clip ? "clip" : normalize == Normalize::Video ? "video" : "none";
}

const char* to_text(ScoreKind score) {
  return score == ScoreKind::Logit ? "logit" : score == ScoreKind::Probability ? "prob" : "logprob";
}

const char* to_text(Fuse fuse) {
  return fuse == Fuse::Mean ? "mean" : fuse == Fuse::Max ? "max" : "product";
}

const char* to_text(AlphaForm form) {
  return form == AlphaForm::Equation19 ? "eq 19, no epsilon"
         : form == AlphaForm::Epsilon
             ? "eq 19, 1e-6 added to its denominator"
             : "sum of the third derivative in place of A's; over its sum where g > 0";
}

const char* to_text(MapOrder order) {
  return order == MapOrder::ReluUpsampleNormalize ? "sum, relu, upsample, normalise"
         : order == MapOrder::UpsampleReluNormalize
             ? "sum, upsample, relu, normalise"
             : "sum, relu, normalise, upsample, relu, normalise";
}

const char* to_text(Upsampling upsampling) {
  return upsampling == Upsampling::Linear
             ? "trilinear, half-pixel (align_corners=False)"
             : "cubic spline, corners aligned (clips); bilinear, half-pixel (pictures)";
}

const char* to_text(Pool pool) { return pool == Pool::Volume ? "volume" : "per-step"; }

}  // namespace vidcam
