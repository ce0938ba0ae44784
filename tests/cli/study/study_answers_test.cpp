#include "pipeline/cli/study/study_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/cli/study/study_text.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <nlohmann/json.hpp>

namespace vidcam {
namespace {

using testing::expect_error;
using ::testing::HasSubstr;

constexpr char kKey[] = R"({"study": "s1", "methods": ["x", "y"], "items": [
  {"item": 1, "left": "x", "right": "y"}, {"item": 2, "left": "y", "right": "x"},
  {"item": 3, "left": "x", "right": "y"}, {"item": 4, "left": "y", "right": "x"}]})";

class StudyAnswersTest : public ::testing::Test {
 protected:
  StudyAnswersTest() { std::ofstream(dir_ / "key.json") << kKey; }
  [[nodiscard]] StudyKey key() const { return read_study_key(dir_ / "key.json"); }
  // answers: a JSON array.
  [[nodiscard]] JudgeAnswers answers(const std::string& judge, const std::string& answers) const {
    const std::string path = dir_ / (judge + ".json");
    std::ofstream(path) << R"({"study": "s1", "judge": ")" << judge << R"(", "answers": )"
                        << answers << "}";
    return read_answers(path, key());
  }
  // Three judges over items 1 to 3; nobody saw item 4.
  [[nodiscard]] std::vector<JudgeAnswers> three() const {
    return {
        answers(
            "p",
            R"([{"item":1,"choice":"left"},{"item":2,"choice":"left"},{"item":3,"choice":"same"}])"),
        answers(
            "q",
            R"([{"item":1,"choice":"left"},{"item":2,"choice":"right"},{"item":3,"choice":"right"}])"),
        answers("r", R"([{"item":1,"choice":"same"},{"item":2,"choice":"left"}])")};
  }
  testing::TempDir dir_;
};

TEST_F(StudyAnswersTest, SidesAreUndoneByTheKey) {
  const JudgeAnswers a = answers("p", R"([{"item":1,"choice":"left"},{"item":2,"choice":"left"},
    {"item":3,"choice":"right"},{"item":4,"choice":"same"}])");
  EXPECT_EQ(a.choices, (std::map<int64_t, int>{{1, 0}, {2, 1}, {3, 1}, {4, 2}}));
}

// By hand. Item 1: x x same; item 2: y x y; item 3: same y. x has 2/3 + 1/3 = 1, y has
// 2/3 + 1/2 = 7/6, the same has 1/3 + 1/2 = 5/6 of 3 points.
TEST_F(StudyAnswersTest, AnItemHasOnePointSharedByItsVotes) {
  const StudyResult r = count_answers(key(), three(), {});
  EXPECT_NEAR(r.tally.more, 1, 1e-12);
  EXPECT_NEAR(r.tally.less, 7.0 / 6, 1e-12);
  EXPECT_NEAR(r.tally.same, 5.0 / 6, 1e-12);
  EXPECT_EQ(r.tally.items, 3);
  EXPECT_EQ(r.open, 1U);
  EXPECT_EQ(r.votes.more, 3);
  EXPECT_EQ(r.votes.less, 3);
  EXPECT_EQ(r.votes.same, 2);
  // Items 1: x, 2 and 3: y. P(X <= 1) of three coins is 1/2, two-sided 1.
  EXPECT_EQ(r.sign.plus, 1U);
  EXPECT_EQ(r.sign.minus, 2U);
  EXPECT_DOUBLE_EQ(r.sign.p, 1);
  // Pairs that agree: 1 of 3, 1 of 3, 0 of 1: P = 2/9. Shares 3/8, 3/8, 2/8: Pe = 22/64.
  ASSERT_TRUE(r.kappa.has_value());
  EXPECT_NEAR(*r.kappa, (2.0 / 9 - 22.0 / 64) / (1 - 22.0 / 64), 1e-12);
  EXPECT_LE(r.more.low, 1.0 / 3);
  EXPECT_GE(r.more.high, 1.0 / 3);
}

TEST_F(StudyAnswersTest, TextAndJsonSayTheSame) {
  const StudyResult r = count_answers(key(), three(), {});
  const std::string text = study_markdown(key(), r);
  EXPECT_THAT(text, HasSubstr("3 items, 3 judges, 8 votes; nobody judged 1 more item"));
  EXPECT_THAT(text, HasSubstr("| x | 1.00 | 33.33 ["));
  EXPECT_THAT(text, HasSubstr("| y | 1.17 | 38.89 ["));
  EXPECT_THAT(text, HasSubstr("| the same | 0.83 | 27.78 ["));
  EXPECT_THAT(text, HasSubstr("(Fleiss' kappa): -0.185"));
  const auto json = nlohmann::json::parse(study_json(key(), r));
  EXPECT_DOUBLE_EQ(json["chosen"]["x"]["points"], r.tally.more);
  EXPECT_EQ(json["chosen"]["y"]["votes"], 3);
  EXPECT_EQ(json["items_without_votes"], 1);
  EXPECT_DOUBLE_EQ(json["fleiss_kappa"], *r.kappa);
}

TEST_F(StudyAnswersTest, NamesWhatIsWrongWithAFile) {
  const auto with = [&](const std::string& list) {
    return [=, this] { return answers("p", list); };
  };
  expect_error(ExitCode::Unusable, with(R"([{"item":9,"choice":"left"}])"), "p.json: item 9",
               "no such item");
  expect_error(ExitCode::Unusable, with(R"([{"item":1,"choice":"LEFT"}])"), "item 1", "\"LEFT\"");
  expect_error(ExitCode::Unusable,
               with(R"([{"item":1,"choice":"left"},{"item":1,"choice":"same"}])"),
               "answered twice");
  expect_error(ExitCode::Unusable, with("7}"), "is no file of answers");
  expect_error(ExitCode::Unusable, with(R"([{"item":1}])"), "is no file of answers");
  std::ofstream(dir_ / "other.json") << R"({"study": "s2", "judge": "p", "answers": []})";
  expect_error(
      ExitCode::Unusable, [&] { return read_answers(dir_ / "other.json", key()); },
      "answers study s2, the key is of s1");
  expect_error(
      ExitCode::Unusable, [&] { return read_study_key(dir_ / "other.json"); },
      "is no key of a study");
  expect_error(
      ExitCode::Missing, [&] { return read_answers(dir_ / "gone.json", key()); }, "gone.json");
}

TEST_F(StudyAnswersTest, AJudgeCountsOnceAndNobodyIsNothing) {
  const auto p = answers("p", R"([{"item":1,"choice":"left"}])");
  expect_error(
      ExitCode::Unusable,
      [&] {
        return count_answers(key(), {p, p}, {});
      },
      "judge \"p\"");
  expect_error(
      ExitCode::Unusable, [&] { return count_answers(key(), {answers("q", "[]")}, {}); },
      "nothing to count");
}

}  // namespace
}  // namespace vidcam
