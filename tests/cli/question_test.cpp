#include "pipeline/cli/ask/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using testing::expect_error;

FurtherInput input(const std::string& name, FurtherInput::Kind kind) {
  FurtherInput one;
  one.name = name;
  one.kind = kind;
  return one;
}

TEST(QuestionTest, GoesToTheInputThatTakesAText) {
  ModelCard card;
  card.source = "card.json";
  card.further = {input("pose", FurtherInput::Kind::Tensor)};
  expect_error(
      ExitCode::Unusable, [&] { (void)question_input(card); }, "card.json",
      "the model takes no question");
  card.further.push_back(input("q", FurtherInput::Kind::Tokens));
  EXPECT_EQ(question_input(card).name, "q");
  card.further.push_back(input("hint", FurtherInput::Kind::BagOfWords));
  expect_error(
      ExitCode::Unusable, [&] { (void)question_input(card); }, "'q' and 'hint'", "--input");
}

TEST(QuestionTest, BecomesPartOfAFileName) {
  EXPECT_EQ(slug_of("What color is the circle?"), "what-color-is-the-circle");
  EXPECT_EQ(slug_of("  a / b\t../c "), "a-b-c");
  EXPECT_EQ(slug_of("größe?"), "größe");
}

TEST(QuestionTest, LongOrEmptyNamesAreToldApart) {
  const std::string words(80, 'x');
  EXPECT_EQ(slug_of(words).size(), 60U);
  EXPECT_NE(slug_of(words), slug_of(words + "?"));
  EXPECT_NE(slug_of("?"), slug_of("!"));
}

}  // namespace
}  // namespace vidcam
