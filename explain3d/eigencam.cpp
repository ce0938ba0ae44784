#include "explain3d/eigencam.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

#include <tuple>
#include <vector>

#include "explain3d/cam_sums.h"

namespace vidcam {
namespace {

// The eigenvector of the largest eigenvalue of symmetric matrices [B, n, n]: [B, n].
at::Tensor first_eigenvector(const at::Tensor& matrices) {
  const at::Tensor vectors = std::get<1>(at::linalg_eigh(matrices));  // in rising order
  return vectors.select(2, vectors.size(2) - 1);
}

// O V_1 [B, Z] of O [B, Z, K] but for its sign, from the smaller of the two Gram matrices: V_1 is
// the first eigenvector of O^T O, and O V_1 lies along the first one of O O^T.
at::Tensor projection(const at::Tensor& O) {
  const at::Tensor Ot = O.transpose(1, 2);
  if (O.size(2) <= O.size(1))
    return at::matmul(O, first_eigenvector(at::matmul(Ot, O)).unsqueeze(2)).squeeze(2);
  const at::Tensor u = first_eigenvector(at::matmul(O, Ot));
  const at::Tensor singular = at::matmul(Ot, u.unsqueeze(2)).norm(2, {1});  // [B, 1]
  return u * singular;
}

at::Tensor sum_not_negative(const at::Tensor& L) {
  const at::Tensor turned = L.sum(1, true) < 0;
  return at::where(turned, -L, L);
}

// O V_1 [T, H, W] of one clip A [K, T, H, W]; groups: 1, or T for each step on its own.
at::Tensor map_of(const at::Tensor& A, int64_t groups) {
  const at::Tensor rows = A.permute({1, 2, 3, 0}).to(at::kDouble).reshape({groups, -1, A.size(0)});
  // The decomposition refuses NaN and infinity: they are taken out for it and put back behind it.
  const at::Tensor sums = rows.sum(2);
  const at::Tensor L = projection(rows.nan_to_num(0, 0, 0));
  return (sum_not_negative(L) + (sums - sums)).reshape(A.sizes().slice(1));
}

}  // namespace

Maps EigenCam::explain(const Evidence& evidence, const CamOptions& options) const {
  const at::Tensor& A = evidence.A;
  std::vector<at::Tensor> maps;  // one clip at a time: early layers are large in float64
  for (const at::Tensor& clip : A.unbind())
    maps.push_back(map_of(clip, options.pool == Pool::Volume ? 1 : A.size(2)));
  return {map_relu(at::stack(maps), options.rectify).to(A.scalar_type()), {}};
}

}  // namespace vidcam
