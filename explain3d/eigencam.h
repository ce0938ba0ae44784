#pragma once

#include "explain3d/explainer.h"

namespace vidcam {

// Eigen-CAM: what the layer shows most of, whatever the class.
//
//   O = U Sigma V^T       O [Z, K]: the activations of K channels at Z positions
//   L = relu(O V_1)       V_1 the right singular vector of the largest singular value
//
// Muhammad, Yeasin: Eigen-CAM: Class Activation Map using Principal Components, IJCNN 2020, arXiv
// 2008.00299. As in the paper O is not centred: V_1 is then what most of the activation lies along,
// and behind a ReLU O V_1 has one sign everywhere. (pytorch-grad-cam subtracts each channel's mean,
// and so shows where the layer differs most from its mean.) The paper leaves the sign of V_1 open;
// here sum_p O V_1 >= 0, so that a map behind a ReLU is never black. The class, its score and its
// gradient play no part.
// The paper prints 2D; over a clip p runs over T, H and W alike. Pool::PerStep: a V_1 for each time
// step.
class EigenCam final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"eigencam", "O [Z, K] = U Sigma V^T ; L = relu(O V_1)", "L = O V_1",
            "Muhammad and Yeasin 2020, arXiv 2008.00299", ""};
  }

  [[nodiscard]] Conventions conventions(const CamOptions& /*options*/) const override {
    return {{"centring", "none, as in the paper"}, {"sign", "the map's sum is not negative"}};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override;
};

}  // namespace vidcam
