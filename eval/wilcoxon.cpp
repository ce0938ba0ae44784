#include "eval/wilcoxon.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "eval/ranks.h"

namespace vidcam {
namespace {

std::vector<double> differences(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) throw std::invalid_argument("Wilcoxon: pairs of values");
  std::vector<double> out;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a[i]) || !std::isfinite(b[i]))
      throw std::invalid_argument("Wilcoxon: a value is not finite");
    if (a[i] != b[i]) out.push_back(a[i] - b[i]);
  }
  return out;
}

// P(sum of the ranks with a plus <= least), every choice of signs being as likely. Ranks are
// multiples of 1/2, so twice the sum counts in whole numbers.
double exact_tail(const std::vector<double>& ranks, double least) {
  std::vector<double> ways = {1};  // [twice the sum]
  for (const double rank : ranks) {
    const auto twice = static_cast<size_t>(std::lround(2 * rank));
    std::vector<double> more(ways.size() + twice, 0);
    for (size_t s = 0; s < ways.size(); ++s) {
      more[s] += ways[s] / 2;
      more[s + twice] += ways[s] / 2;
    }
    ways = std::move(more);
  }
  double tail = 0;
  for (size_t s = 0; s < ways.size() && static_cast<double>(s) <= 2 * least; ++s) tail += ways[s];
  return tail;
}

// sum_t (t^3 - t) over groups of equal ranks.
double ties_of(std::vector<double> ranks) {
  std::sort(ranks.begin(), ranks.end());
  double sum = 0;
  for (auto first = ranks.begin(); first != ranks.end();) {
    const auto last = std::upper_bound(first, ranks.end(), *first);
    const auto t = static_cast<double>(last - first);
    sum += t * t * t - t;
    first = last;
  }
  return sum;
}

double normal_tails(const std::vector<double>& ranks, double least) {
  const auto n = static_cast<double>(ranks.size());
  const double mean = n * (n + 1) / 4;
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ties_of(ranks) / 48;
  return std::erfc((mean - least) / std::sqrt(2 * variance));
}

}  // namespace

Wilcoxon wilcoxon_signed_rank(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> d = differences(a, b);
  std::vector<double> sizes;
  for (const double v : d) sizes.push_back(std::abs(v));
  const std::vector<double> ranks = average_ranks(sizes);
  Wilcoxon out;
  for (size_t i = 0; i < d.size(); ++i) (d[i] > 0 ? out.plus : out.minus) += ranks[i];
  out.pairs = d.size();
  out.zeros = a.size() - d.size();
  out.exact = d.size() <= kExactWilcoxonPairs;
  const double least = std::min(out.plus, out.minus);
  out.p = out.exact ? std::min(1.0, 2 * exact_tail(ranks, least)) : normal_tails(ranks, least);
  return out;
}

}  // namespace vidcam
