#include "samples/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace vidcam::samples {
namespace {

Arguments read(std::vector<const char*> words) {
  words.insert(words.begin(), "program");
  return {static_cast<int>(words.size()), words.data(), {"--seed", "--minutes"}, {"--still"}};
}

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "not refused";
}

TEST(ArgumentsTest, PlainWordsOptionsAndFlagsAreToldApart) {
  const Arguments arguments = read({"out.pt", "--seed", "3", "--still", "--minutes", "1.5"});
  EXPECT_THAT(arguments.plain(), testing::ElementsAre("out.pt"));
  EXPECT_EQ(arguments.integer("--seed", 1), 3);
  EXPECT_EQ(arguments.number("--minutes", 9), 1.5);
  EXPECT_TRUE(arguments.has("--still"));
}

TEST(ArgumentsTest, WhatIsNotGivenHasItsDefault) {
  EXPECT_EQ(read({}).integer("--seed", 17), 17);
  EXPECT_EQ(read({}).text("--seed", "x"), "x");
  EXPECT_FALSE(read({}).has("--still"));
}

TEST(ArgumentsTest, WrongWordsAreNamed) {
  EXPECT_EQ(refusal([] { read({"--speed", "3"}); }), "unknown option --speed");
  EXPECT_EQ(refusal([] { read({"--seed"}); }), "--seed needs a value");
  EXPECT_EQ(refusal([] {
              (void)read({"--seed", "3x"}).integer("--seed", 1);
            }),
            "--seed wants a number, not '3x'");
  EXPECT_EQ(refusal([] {
              (void)read({"--seed", "2.5"}).integer("--seed", 1);
            }),
            "--seed wants a whole number, not '2.5'");
}

}  // namespace
}  // namespace vidcam::samples
