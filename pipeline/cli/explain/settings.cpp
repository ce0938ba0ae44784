#include "pipeline/cli/explain/settings.h"

namespace vidcam {

const char* to_text(Normalize normalize) {
  return normalize == Normalize::Clip ? "clip" : normalize == Normalize::Video ? "video" : "none";
}

const char* to_text(ScoreKind score) {
  return score == ScoreKind::Logit ? "logit" : score == ScoreKind::Probability ? "prob" : "logprob";
}

const char* to_text(Fuse fuse) {
  return fuse == Fuse::Mean ? "mean" : fuse == Fuse::Max ? "max" : "product";
}

const char* to_text(Pool pool) { return pool == Pool::Volume ? "volume" : "per-step"; }

}  // namespace vidcam
