#pragma once

#include "explain3d/cam_sums.h"
#include "explain3d/explainer.h"

namespace vidcam {

// LayerCAM.
//
//   w_p = relu(g_p)                  a weight for each position
//   L   = relu(sum_k w . A^k)
//
//   A^k  activation of channel k at the tapped layer      p  position (t, i, j)
//   g    dS/dA^k, S the score of the class explained
//
// Jiang, Zhang, Hou, Cheng, Wei: LayerCAM: Exploring Hierarchical Class Activation Maps for
// Localization, IEEE Transactions on Image Processing 30, 2021. The paper prints 2D; over a clip p
// runs over T, H and W alike.
class LayerCam final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"layercam", "L = relu(sum_k relu(g) A^k)", "definition of LayerCAM",
            "Jiang et al. 2021, IEEE TIP 30", ""};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    return {map_relu((evidence.g.relu() * evidence.A).sum(1), options.rectify), {}};
  }
};

}  // namespace vidcam
