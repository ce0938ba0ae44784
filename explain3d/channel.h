#pragma once

#include <string>

#include "explain3d/explainer.h"
#include "pipeline/base/error.h"

namespace vidcam {

// Where one channel (neuron) of the layer is on: channelK, K from 0.
//
//   L = A^K      the activation itself, of whatever sign; the class plays no part
//
// What the weights w_k of Grad-CAM and its like weigh; `--channels` says which of them matter.
class Channel final : public Explainer {
 public:
  explicit Channel(int64_t index) : index_(index) {}

  [[nodiscard]] MethodInfo info() const override {
    return {"channel" + std::to_string(index_), "L = A^K", "the tapped layer's activation",
            "Selvaraju et al. 2017, ICCV, arXiv 1610.02391, section 3 (A^k)", ""};
  }
  [[nodiscard]] bool explains_the_score() const override { return false; }
  [[nodiscard]] bool ends_in_relu() const override { return false; }

  [[nodiscard]] Maps explain(const Evidence& evidence,
                             const CamOptions& /*options*/) const override {
    const int64_t channels = evidence.A.size(1);
    if (index_ < channels) return {evidence.A.select(1, index_).clone(), {}};
    throw Error(ExitCode::Usage, info().name + ": the layer has " + std::to_string(channels) +
                                     " channels, 0 to " + std::to_string(channels - 1));
  }

 private:
  int64_t index_;
};

}  // namespace vidcam
