#include "pipeline/cli/loaded_model.h"

#include "pipeline/base/freed_memory.h"

namespace vidcam {

ClipExplainer load_explainer(const ExplainOptions& options) {
  ClipExplainer explainer(options);
  keep_freed_memory();
  return explainer;
}

}  // namespace vidcam
