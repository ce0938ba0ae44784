#include "explain3d/evidence.h"

#include <sstream>

#include "pipeline/base/error.h"

namespace vidcam {

at::Tensor as_volume(const at::Tensor& x) { return x.dim() == 4 ? x.unsqueeze(2) : x; }

at::Tensor as_maps(const at::Tensor& x) {
  return as_volume(x).detach().to(x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat);
}

void check_feature_maps(const at::Tensor& A, int64_t clips, const std::string& model,
                        const std::string& layer, const std::string& why) {
  if ((A.dim() == 4 || A.dim() == 5) && A.size(0) == clips && A.numel() > 0) return;
  if (!why.empty()) throw Error(ExitCode::Unusable, model + ": layer '" + layer + "' " + why);
  std::ostringstream message;
  message << model << ": layer '" << layer << "' gives " << A.sizes() << " for a batch of " << clips
          << ", no feature maps [N, C, T, H, W] or [N, C, H, W]; choose a layer with feature maps, "
             "`vidcam layers` lists their shapes";
  throw Error(ExitCode::Unusable, message.str());
}

Evidence make_evidence(const at::Tensor& A, const at::Tensor& g, const Probe* probe) {
  return {as_maps(A), as_maps(g), probe};
}

}  // namespace vidcam
