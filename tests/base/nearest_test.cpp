#include "pipeline/base/nearest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NearestTest, EditDistanceCountsInsertionsDeletionsAndChanges) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("conv5", "conv5a"), 1u);
}

TEST(NearestTest, TheMostAlikeComeFirstAndOnce) {
  const std::vector<std::string> names{"relu1", "conv5b", "conv1", "conv5b", "conv5a"};
  EXPECT_THAT(nearest("conv5", names, 3), ElementsAre("conv5b", "conv1", "conv5a"));
  EXPECT_THAT(nearest("x", names, 0), IsEmpty());
  EXPECT_THAT(nearest("x", std::vector<std::string>{}), IsEmpty());
}

TEST(NearestTest, LetterCaseCountsLeast) {
  const std::vector<std::string> names{"wave", "Walking"};
  EXPECT_THAT(nearest("walking", names, 1), ElementsAre("Walking"));
}

TEST(NearestTest, WordsAreJoined) {
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b"}), "a, b");
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b"}, " or "), "a or b");
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
}

}  // namespace
}  // namespace vidcam
