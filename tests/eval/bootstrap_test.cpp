#include "eval/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

// From a Python loop of its own: the 64-bit Mersenne Twister written from its recurrence, the
// index (x >> 32) * n >> 32, numpy.quantile of the means.
TEST(BootstrapTest, AgreesWithALoopInAnotherLanguage) {
  const Values values = {3.5, 0, 12.25, 7, 7, 1.5, 40, 2.75};
  const Interval wide = bootstrap_interval(values, {0.95, 1000, 1});
  EXPECT_NEAR(wide.low, 2.96875, 1e-12);
  EXPECT_NEAR(wide.high, 18.289843749999992, 1e-12);
  const Interval narrow = bootstrap_interval(values, {0.8, 500, 7});
  EXPECT_NEAR(narrow.low, 4.125, 1e-12);
  EXPECT_NEAR(narrow.high, 14.968750000000007, 1e-12);
}

TEST(BootstrapTest, DoesNotDependOnTheOrderOfTheItems) {
  const Values values = {0.1, 0.7, 0.2, 1e9, -3.3}, turned = {-3.3, 1e9, 0.1, 0.2, 0.7};
  const Interval a = bootstrap_interval(values), b = bootstrap_interval(turned);
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.high, b.high);
}

// For many items the interval is mean -+ 1.96 standard errors.
TEST(BootstrapTest, TendsToTheNormalInterval) {
  std::mt19937_64 random(3);
  Values values;
  double sum = 0, squares = 0;
  for (int i = 0; i < 2000; ++i) values.push_back(static_cast<double>(random() >> 40) / (1 << 24));
  for (const double v : values) sum += v;
  const double mean = sum / 2000;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double error = std::sqrt(squares / 2000 / 2000);
  const Interval got = bootstrap_interval(values);
  EXPECT_NEAR(got.low, mean - 1.96 * error, 0.06 * error);
  EXPECT_NEAR(got.high, mean + 1.96 * error, 0.06 * error);
}

// Of 400 samples of 40 items the true mean lies in all but about 5 %: binomial, 20 -+ 4.4; a little
// more often outside, as is known of the percentile method.
TEST(BootstrapTest, HoldsTheTrueMeanAsOftenAsItSays) {
  std::mt19937_64 random(4);
  int missed = 0;
  for (int run = 0; run < 400; ++run) {
    Values values;
    for (int i = 0; i < 40; ++i) values.push_back(static_cast<double>(random() >> 40) / (1 << 24));
    const Interval got = bootstrap_interval(values, {0.95, 500, 1});
    missed += got.low > 0.5 || got.high < 0.5;
  }
  EXPECT_GT(missed, 8);
  EXPECT_LT(missed, 40);
}

TEST(BootstrapTest, OneItemHasNoWidth) {
  const Interval one = bootstrap_interval(Values{4});
  EXPECT_EQ(one.low, 4);
  EXPECT_EQ(one.high, 4);
}

TEST(BootstrapTest, RefusesWhatHasNoMean) {
  EXPECT_THROW((void)bootstrap_interval({}), std::invalid_argument);
  EXPECT_THROW((void)bootstrap_interval(Values{1, std::numeric_limits<double>::infinity()}),
               std::invalid_argument);
  EXPECT_THROW((void)bootstrap_interval(Values{1}, {1, 100, 1}), std::invalid_argument);
  EXPECT_THROW((void)bootstrap_interval(Values{1}, {0.9, 0, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
