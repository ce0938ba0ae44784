#include "eval/wilcoxon.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

Wilcoxon of_differences(const Values& d) { return wilcoxon_signed_rank(d, Values(d.size(), 0)); }

// Sizes 1 2 3: minus has rank 1. Of 8 choices of signs, {} and {1} have a sum of at most 1.
TEST(WilcoxonTest, AddsUpTheRanksOfEitherSign) {
  const Wilcoxon got = wilcoxon_signed_rank(Values{10, 10, 10, 5}, Values{11, 8, 7, 5});
  EXPECT_EQ(got.plus, 5);
  EXPECT_EQ(got.minus, 1);
  EXPECT_EQ(got.pairs, 3U);
  EXPECT_EQ(got.zeros, 1U);
  EXPECT_TRUE(got.exact);
  EXPECT_DOUBLE_EQ(got.p, 2 * 2 / 8.0);
}

// scipy 1.17.1: wilcoxon(d, method="exact"), without ties. The second: 1..40, every third minus.
TEST(WilcoxonTest, AgreesWithScipyExactly) {
  EXPECT_NEAR(of_differences({3, -9, 10, 7, -1, 12, -13, 22, 18, 20}).p, 0.130859375, 1e-14);
  Values d;
  for (int i = 1; i <= 40; ++i) d.push_back(i % 3 == 0 ? -i : i);
  const Wilcoxon got = of_differences(d);
  EXPECT_EQ(got.minus, 273);
  EXPECT_NEAR(got.p, 0.06616061626664305, 1e-14);
}

// scipy 1.17.1: wilcoxon(d, method=PermutationMethod(n_resamples=10**6)), which tries all signs.
TEST(WilcoxonTest, IsExactWithTies) {
  const Wilcoxon got = of_differences({1, 1, -1, 2, 3, -2, 4, 4, 0, 5});
  EXPECT_EQ(got.plus, 38.5);
  EXPECT_EQ(got.minus, 6.5);
  EXPECT_NEAR(got.p, 0.06640625, 1e-14);
}

// scipy 1.17.1: wilcoxon(x, y, method="approx", correction=False); 60 pairs, many ties.
TEST(WilcoxonTest, AgreesWithScipysApproximationForManyPairs) {
  Values x, y;
  for (int i = 0; i < 60; ++i) {
    x.push_back(i * 37 % 101);
    y.push_back((i * 53 + 7) % 97);
  }
  const Wilcoxon got = wilcoxon_signed_rank(x, y);
  EXPECT_FALSE(got.exact);
  EXPECT_EQ(std::min(got.plus, got.minus), 807.5);
  EXPECT_NEAR(got.p, 0.428693915613502, 1e-12);
}

// Where one ends and the other begins they must nearly agree.
TEST(WilcoxonTest, ExactAndApproximateMeetAtTheLimit) {
  Values d;
  for (int i = 1; i <= 50; ++i) d.push_back(i % 3 == 0 ? -i : i);
  const Wilcoxon exact = of_differences(d);
  d.push_back(0.5);  // rank 1, plus
  const Wilcoxon approximate = of_differences(d);
  EXPECT_TRUE(exact.exact);
  EXPECT_FALSE(approximate.exact);
  EXPECT_NEAR(exact.p, approximate.p, 0.005);
}

TEST(WilcoxonTest, SaysNothingWithoutADifference) {
  EXPECT_EQ(wilcoxon_signed_rank(Values{1, 2}, Values{1, 2}).p, 1);
  EXPECT_EQ(of_differences({}).p, 1);
  EXPECT_EQ(of_differences({1, -1}).p, 1);
}

TEST(WilcoxonTest, RefusesWhatIsNoPair) {
  EXPECT_THROW((void)wilcoxon_signed_rank(Values{1}, Values{}), std::invalid_argument);
  EXPECT_THROW((void)of_differences({std::numeric_limits<double>::infinity()}),
               std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
