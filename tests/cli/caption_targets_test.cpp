#include "pipeline/cli/caption/caption_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

const std::vector<std::string> kLabels = {
    "a red circle above a box", "a", "red", "circle", "above", "a", "box"};

std::vector<std::string> names(const std::string& wanted) {
  std::vector<std::string> names;
  for (const TargetRequest& target : caption_targets(kLabels, wanted)) names.push_back(target.name);
  return names;
}

TEST(CaptionTargetsTest, TheCaptionComesFirstThenItsWordsInOrder) {
  EXPECT_THAT(names("all"), ::testing::ElementsAre("caption", "1-a", "2-red", "3-circle", "4-above",
                                                   "5-a", "6-box"));
  EXPECT_THAT(names("none"), ::testing::ElementsAre("caption"));
  EXPECT_THAT(names("circle,a"), ::testing::ElementsAre("caption", "1-a", "3-circle", "5-a"));
  const auto targets = caption_targets(kLabels, "box");
  EXPECT_EQ(targets[0].spec.value, 0);
  EXPECT_EQ(targets[1].spec.value, 6);
  EXPECT_EQ(targets[1].spec.kind, ClassChoice::Kind::Class);
}

TEST(CaptionTargetsTest, AWordThatIsNotThereIsNamed) {
  testing::expect_error(
      ExitCode::Usage, [&] { (void)caption_targets(kLabels, "red,green"); }, "--words green",
      "not a word of the caption \"a red circle above a box\"");
}

}  // namespace
}  // namespace vidcam
