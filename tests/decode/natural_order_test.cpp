#include "decode/natural_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace vidcam {
namespace {

TEST(NaturalOrderTest, CountsRunsOfDigitsAsNumbers) {
  EXPECT_TRUE(natural_less("2.png", "10.png"));
  EXPECT_FALSE(natural_less("10.png", "2.png"));
  EXPECT_TRUE(natural_less("a9b2", "a9b10"));
  EXPECT_TRUE(natural_less("frame_99999999999999999999998", "frame_99999999999999999999999"));
}

TEST(NaturalOrderTest, ComparesOtherCharactersAsTheyAre) {
  EXPECT_TRUE(natural_less("a", "b"));
  EXPECT_TRUE(natural_less("", "a"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_FALSE(natural_less("a", "a"));
}

TEST(NaturalOrderTest, IsAStrictOrderOfLeadingZeros) {
  EXPECT_NE(natural_less("007", "7"), natural_less("7", "007"));
  std::vector<std::string> names{"f10", "f2", "f002", "f1", "f0", "f", "f100", "e3", "f2a"};
  std::sort(names.begin(), names.end(), natural_less);
  EXPECT_EQ(names,
            (std::vector<std::string>{"e3", "f", "f0", "f1", "f002", "f2", "f2a", "f10", "f100"}));
}

}  // namespace
}  // namespace vidcam
