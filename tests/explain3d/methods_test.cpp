#include "explain3d/methods.h"

#include <set>

#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

TEST(MethodsTest, FindsEachMethodByTheNameItIsListedUnder) {
  const auto list = list_methods();
  ASSERT_EQ(list.size(), methods().size());
  for (size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(&find_method(list[i].name), methods()[i]);
    EXPECT_FALSE(list[i].formula.empty());
    EXPECT_FALSE(list[i].equation.empty());
    EXPECT_FALSE(list[i].paper.empty());
  }
}

TEST(MethodsTest, NamesAreUniqueAndHoldThePapersTwo) {
  std::set<std::string> names;
  for (const auto& info : list_methods()) names.insert(info.name);
  EXPECT_EQ(names.size(), list_methods().size());
  EXPECT_EQ(names.count("gradcam"), 1U);
  EXPECT_EQ(names.count("gradcam++"), 1U);
}

TEST(MethodsTest, SaysWhichNamesAreNearAnUnknownOne) {
  expect_error(
      ExitCode::Usage, [] { (void)find_method("gradcampp"); },
      "no method 'gradcampp'; did you mean", "gradcam++", "vidcam methods");
}

}  // namespace
}  // namespace vidcam::testing
