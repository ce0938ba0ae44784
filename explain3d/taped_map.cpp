#include "explain3d/taped_map.h"

#include <torch/csrc/autograd/autograd.h>

#include <stdexcept>

#include "explain3d/evidence.h"

namespace vidcam {

at::Tensor taped_map(const Explainer& method, const at::Tensor& A, const at::Tensor& scores,
                     Pool pool) {
  if (!scores.requires_grad()) throw std::invalid_argument("taped_map: scores without a tape");
  const at::Tensor g = torch::autograd::grad({scores.sum()}, {A}, {}, /*retain_graph=*/true,
                                             /*create_graph=*/true)[0];
  return method.explain({as_volume(A), as_volume(g)}, {pool}).L;
}

}  // namespace vidcam
