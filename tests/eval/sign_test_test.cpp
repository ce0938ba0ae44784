#include "eval/sign_test.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

// `plus` pairs 1, 0, then `minus` pairs 0, 1.
SignTest counted(size_t plus, size_t minus) {
  Values a(plus, 1), b(plus, 0);
  a.resize(plus + minus, 0);
  b.resize(plus + minus, 1);
  return sign_test(a, b);
}

TEST(SignTestTest, CountsSignsAndLeavesTiesOut) {
  const SignTest got = sign_test(Values{1, 2, 3, 4, 0}, Values{0, 3, 3, 1, -1});
  EXPECT_EQ(got.plus, 3U);
  EXPECT_EQ(got.minus, 1U);
  EXPECT_EQ(got.ties, 1U);
  EXPECT_DOUBLE_EQ(got.p, 2 * (1 + 4) / 16.0);  // of 4: none or one
}

// scipy 1.17.1: binomtest(k, n, 0.5).pvalue.
TEST(SignTestTest, AgreesWithScipy) {
  EXPECT_NEAR(counted(1, 7).p, 0.0703125, 1e-14);
  EXPECT_NEAR(counted(7, 1).p, 0.0703125, 1e-14);
  EXPECT_NEAR(counted(3, 7).p, 0.34375, 1e-14);
  EXPECT_NEAR(counted(30, 50).p, 0.03299261842647619, 1e-12);
  EXPECT_NEAR(counted(480, 620).p, 2.7131381093006878e-05, 1e-15);
}

TEST(SignTestTest, NeverSaysMoreThanCertain) {
  EXPECT_EQ(counted(5, 5).p, 1);
  EXPECT_EQ(sign_test(Values{1}, Values{1}).p, 1);
  EXPECT_EQ(sign_test(Values{}, Values{}).p, 1);
}

TEST(SignTestTest, RefusesWhatIsNoPair) {
  EXPECT_THROW((void)sign_test(Values{1}, Values{}), std::invalid_argument);
  EXPECT_THROW((void)sign_test(Values{1}, Values{std::numeric_limits<double>::quiet_NaN()}),
               std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
