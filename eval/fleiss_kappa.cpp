#include "eval/fleiss_kappa.h"

#include <numeric>
#include <stdexcept>

namespace vidcam {
namespace {

void check(const std::vector<int>& item, size_t categories) {
  if (item.size() != categories)
    throw std::invalid_argument("kappa: every item has the same categories");
  for (const int n : item)
    if (n < 0) throw std::invalid_argument("kappa: a negative number of votes");
}

// P_i: share of the pairs of votes that agree.
double agreement(const std::vector<int>& item, double n) {
  double pairs = -n;
  for (const int n_j : item) pairs += static_cast<double>(n_j) * n_j;
  return pairs / (n * (n - 1));
}

}  // namespace

std::optional<double> fleiss_kappa(std::span<const std::vector<int>> votes) {
  if (votes.empty()) return std::nullopt;
  std::vector<double> per_category(votes[0].size(), 0);
  double P = 0, items = 0, all = 0;
  for (const auto& item : votes) {
    check(item, per_category.size());
    const double n = std::accumulate(item.begin(), item.end(), 0.0);
    if (n < 2) continue;
    P += agreement(item, n);
    items += 1;
    all += n;
    for (size_t j = 0; j < item.size(); ++j) per_category[j] += item[j];
  }
  if (items == 0) return std::nullopt;
  double Pe = 0;
  for (const double n_j : per_category) Pe += (n_j / all) * (n_j / all);
  if (!(Pe < 1)) return std::nullopt;
  return (P / items - Pe) / (1 - Pe);
}

}  // namespace vidcam
