#include "pipeline/cli/loaded_model.h"

#include "model3d/device.h"
#include "pipeline/base/freed_memory.h"
#include "pipeline/cli/model_limits.h"

namespace vidcam {

ClipExplainer load_explainer(const ExplainOptions& options, double stall_timeout_seconds) {
  limit_memory(resolve_devices(options.device).front());
  bool ran = false;
  const auto limit = limit_first_pass(ran, options.model_path, stall_timeout_seconds);
  ClipExplainer explainer(options);
  keep_freed_memory();
  return explainer;
}

}  // namespace vidcam
