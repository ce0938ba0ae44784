#include "eval/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

namespace vidcam {
namespace {

// The standard says what numbers the engine gives, but not what its distributions make of them.
class Indices {
 public:
  Indices(uint64_t seed, size_t n) : engine_(seed), n_(n) {}

  // 0..n - 1, each as likely up to n / 2^32.
  size_t next() { return static_cast<size_t>(((engine_() >> 32) * n_) >> 32); }

 private:
  std::mt19937_64 engine_;
  uint64_t n_;
};

double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<size_t>(at);
  const size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - static_cast<double>(low));
}

void check(std::span<const double> values, const BootstrapOptions& options) {
  const auto finite = [](double v) { return std::isfinite(v); };
  if (values.empty() || values.size() > UINT32_MAX ||
      !std::all_of(values.begin(), values.end(), finite) || !(options.level > 0) ||
      !(options.level < 1) || options.resamples < 1)
    throw std::invalid_argument("bootstrap: finite values, a level in (0, 1), some resamples");
}

}  // namespace

Interval bootstrap_interval(std::span<const double> values, const BootstrapOptions& options) {
  check(values, options);
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  Indices indices(options.seed, sorted.size());
  std::vector<double> means(static_cast<size_t>(options.resamples));
  for (double& mean : means) {
    double sum = 0;
    for (size_t i = 0; i < sorted.size(); ++i) sum += sorted[indices.next()];
    mean = sum / static_cast<double>(sorted.size());
  }
  std::sort(means.begin(), means.end());
  return {quantile(means, (1 - options.level) / 2), quantile(means, (1 + options.level) / 2)};
}

}  // namespace vidcam
