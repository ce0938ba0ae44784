#include "pipeline/cli/explain/settings.h"

#include <algorithm>

namespace vidcam {

bool has_sheet(const ExplainSettings& settings) {
  return std::find(settings.views.begin(), settings.views.end(), "sheet") != settings.views.end();
}

const char* to_text(Normalize normalize) {
  return normalize == Normalize::Clip ? "clip" : normalize == Normalize::Video ? "video" : "none";
}

const char* to_text(Fuse fuse) {
  return fuse == Fuse::Mean ? "mean" : fuse == Fuse::Max ? "max" : "product";
}

}  // namespace vidcam
