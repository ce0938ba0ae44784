#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <vector>

// Excitation backprop once more, as the paper writes it and neuron by neuron in double: P(a_j) =
// sum_i P(a_j | a_i) P(a_i), P(a_j | a_i) = a_j w+_ij / sum_j' a_j' w+_ij' (arXiv 1608.00507, sec.
// 3.2). One step down the network each; of one clip. Negative responses count as 0.
namespace vidcam::testing {

// The neurons j that feed one neuron i: where each lies in A, and w_ij.
struct Feeding {
  int64_t from = 0;
  double weight = 0;
};

// feeds_of(i): what feeds neuron i of P. P lies as the layer's output, the result as A.
template <class FeedsOf>
at::Tensor step_down(const at::Tensor& A, const at::Tensor& P, const FeedsOf& feeds_of) {
  const at::Tensor a = A.contiguous(), above = P.contiguous();
  at::Tensor below = at::zeros_like(a);
  const auto* response = a.const_data_ptr<double>();
  auto* out = below.mutable_data_ptr<double>();
  for (int64_t i = 0; i < above.numel(); ++i) {
    const std::vector<Feeding> feeds = feeds_of(i);
    const auto excites = [&](const Feeding& f) {
      return std::max(response[f.from], 0.0) * std::max(f.weight, 0.0);
    };
    double sum = 0;
    for (const Feeding& f : feeds) sum += excites(f);
    if (sum == 0) continue;
    for (const Feeding& f : feeds)
      out[f.from] += excites(f) / sum * above.const_data_ptr<double>()[i];
  }
  return below;
}

// A [J], W [I, J], P [I].
inline at::Tensor down_linear(const at::Tensor& A, const at::Tensor& W, const at::Tensor& P) {
  return step_down(A, P, [&](int64_t i) {
    std::vector<Feeding> feeds;
    feeds.reserve(static_cast<size_t>(A.numel()));
    for (int64_t j = 0; j < A.numel(); ++j) feeds.push_back({j, W[i][j].item<double>()});
    return feeds;
  });
}

// Kernel 3 (W [O, C, 3, 3, 3]) or 1 x 3 x 3 (W [O, C, 3, 3]), stride 1, as much padding as keeps
// the size. A [C, T, H, W], P [O, T, H, W].
inline at::Tensor down_conv(const at::Tensor& A, const at::Tensor& weight, const at::Tensor& P) {
  const at::Tensor W = (weight.dim() == 4 ? weight.unsqueeze(2) : weight).contiguous();
  const auto w = W.accessor<double, 5>();
  const int64_t C = A.size(0), T = A.size(1), H = A.size(2), X = A.size(3);
  const int64_t reach = W.size(2) / 2;
  const auto inside = [](int64_t at, int64_t size) { return at >= 0 && at < size; };
  return step_down(A, P, [&](int64_t i) {
    const int64_t o = i / (T * H * X), t = i / (H * X) % T, y = i / X % H, x = i % X;
    std::vector<Feeding> feeds;
    for (int64_t c = 0; c < C; ++c)
      for (int64_t dt = -reach; dt <= reach; ++dt)
        for (int64_t dy = -1; dy <= 1; ++dy)
          for (int64_t dx = -1; dx <= 1; ++dx)
            if (inside(t + dt, T) && inside(y + dy, H) && inside(x + dx, X))
              feeds.push_back({((c * T + t + dt) * H + y + dy) * X + x + dx,
                               w[o][c][dt + reach][dy + 1][dx + 1]});
    return feeds;
  });
}

// The mean over the positions of each channel: A [C, T, H, W], P [C].
inline at::Tensor down_mean(const at::Tensor& A, const at::Tensor& P) {
  const int64_t positions = A.numel() / A.size(0);
  return step_down(A, P, [&](int64_t i) {
    std::vector<Feeding> feeds;
    feeds.reserve(static_cast<size_t>(positions));
    for (int64_t p = 0; p < positions; ++p) feeds.push_back({i * positions + p, 1});
    return feeds;
  });
}

// The largest of each block of `depth` x 2 x 2, which do not overlap.
inline at::Tensor down_max_pool(const at::Tensor& A, int64_t depth, const at::Tensor& P) {
  const at::Tensor a = A.contiguous();
  const auto* response = a.const_data_ptr<double>();
  const int64_t T = A.size(1), H = A.size(2), X = A.size(3);
  const int64_t t_out = T / depth, h_out = H / 2, x_out = X / 2;
  return step_down(A, P, [&](int64_t i) {
    const int64_t c = i / (t_out * h_out * x_out), t = i / (h_out * x_out) % t_out,
                  y = i / x_out % h_out, x = i % x_out;
    int64_t best = -1;
    for (int64_t dt = 0; dt < depth; ++dt)
      for (int64_t dy = 0; dy < 2; ++dy)
        for (int64_t dx = 0; dx < 2; ++dx) {
          const int64_t at = ((c * T + t * depth + dt) * H + 2 * y + dy) * X + 2 * x + dx;
          if (best < 0 || response[at] > response[best]) best = at;
        }
    return std::vector<Feeding>{{best, 1}};
  });
}

// 1 at the unit of class c.
inline at::Tensor unit_of(int64_t c, int64_t classes) {
  at::Tensor P = at::zeros({classes}, at::kDouble);
  P[c] = 1;
  return P;
}

}  // namespace vidcam::testing
