#include "pipeline/cli/eval/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "eval/bootstrap.h"
#include "eval/wilcoxon.h"
#include "pipeline/cli/eval/summary_text.h"

namespace vidcam {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kMethods{"a", "b"};

// Nothing: it failed.
using Item = std::optional<ItemResult>;

Item item(const Figures& of_a, const Figures& of_b) {
  ItemResult result;
  result.clips = 1;
  result.methods.resize(2);
  result.methods[0].figures = of_a;
  result.methods[1].figures = of_b;
  return result;
}

class SummaryTest : public ::testing::Test {
 protected:
  [[nodiscard]] EvalSummary summary() const {
    BootstrapOptions bootstrap;
    bootstrap.resamples = 200;
    SummaryTally tally(figures_, kMethods);
    for (const Item& one : outcomes_) one ? tally.add(*one) : tally.add_failed();
    return tally.summary(bootstrap);
  }
  std::vector<Figure> figures_{{"drop", "Average Drop %", Better::Lower},
                               {"win_over_a", "Win % over a", Better::Higher},
                               {"win_over_b", "Win % over b", Better::Higher},
                               {"loc_0", "Loc(0)", Better::Higher},
                               {"object_area", "Area", Better::Neither}};
  std::vector<Item> outcomes_{
      item({{"drop", 10}, {"win_over_b", 100}, {"loc_0", 0.5}},
           {{"drop", 30}, {"win_over_a", 0}, {"loc_0", 0.25}}),
      item({{"drop", 20}, {"win_over_b", 50}}, {{"drop", 20}, {"win_over_a", 50}}),
      item({{"drop", 90}, {"win_over_b", 0}}, {{"drop", 70}, {"win_over_a", 100}}), Item()};
};

TEST_F(SummaryTest, MeansAreOverTheItemsThatHaveTheFigure) {
  const EvalSummary s = summary();
  EXPECT_EQ(s.items, 4u);
  EXPECT_EQ(s.measured, 3u);
  EXPECT_DOUBLE_EQ(s.methods[0].figures[0].mean, 40);
  EXPECT_EQ(s.methods[0].figures[0].items, 3u);
  EXPECT_DOUBLE_EQ(s.methods[1].figures[3].mean, 0.25);
  EXPECT_EQ(s.methods[1].figures[3].items, 1u);
  EXPECT_EQ(s.methods[0].figures[1].items, 0u);  // no win over oneself
  EXPECT_EQ(s.methods[0].clips, 3);
}

TEST_F(SummaryTest, IntervalsAreTheBootstraps) {
  BootstrapOptions bootstrap;
  bootstrap.resamples = 200;
  const double drops[] = {10, 20, 90};
  const Interval expected = bootstrap_interval(drops, bootstrap);
  EXPECT_EQ(summary().methods[0].figures[0].interval.low, expected.low);
  EXPECT_EQ(summary().methods[0].figures[0].interval.high, expected.high);
}

TEST_F(SummaryTest, PairsAreComparedOnTheItemsThatBothHave) {
  const EvalSummary s = summary();
  ASSERT_EQ(s.comparisons.size(), 3u);  // drop, win, loc; an area is no matter of better or worse
  const Comparison& drop = s.comparisons[0];
  EXPECT_EQ(drop.test, "Wilcoxon");
  EXPECT_DOUBLE_EQ(drop.difference.mean, 0);
  EXPECT_EQ(drop.larger, 1u);
  EXPECT_EQ(drop.smaller, 1u);
  EXPECT_EQ(drop.equal, 1u);
  const double a[] = {10, 20, 90}, b[] = {30, 20, 70};
  EXPECT_EQ(drop.p, wilcoxon_signed_rank(a, b).p);
  EXPECT_EQ(s.comparisons[2].difference.items, 1u);
}

TEST_F(SummaryTest, WinIsASignTestOfTheSameItems) {
  outcomes_.assign(6, item({{"win_over_b", 100}}, {{"win_over_a", 0}}));
  const EvalSummary s = summary();
  ASSERT_EQ(s.comparisons.size(), 1u);
  EXPECT_EQ(s.comparisons[0].test, "sign");
  EXPECT_EQ(s.comparisons[0].larger, 6u);
  EXPECT_DOUBLE_EQ(s.comparisons[0].p, 2.0 / 64);
}

TEST_F(SummaryTest, NothingMeasuredIsStillATable) {
  outcomes_.assign(2, Item());
  const EvalSummary s = summary();
  EXPECT_EQ(s.measured, 0u);
  EXPECT_TRUE(s.comparisons.empty());
  EXPECT_THAT(as_markdown(s), HasSubstr("0 items (2 more failed)"));
}

TEST_F(SummaryTest, TablesNameFiguresMethodsAndFailures) {
  const std::string markdown = as_markdown(summary());
  EXPECT_THAT(markdown, HasSubstr("3 items (1 more failed)"));
  EXPECT_THAT(markdown, HasSubstr("|  | items | a | b |"));
  EXPECT_THAT(markdown, HasSubstr("| Average Drop % (lower) | 3 | 40.00 ["));
  EXPECT_THAT(markdown, HasSubstr("| Loc(0) (higher) | 1 | 0.500 [0.500, 0.500] | 0.250 ["));
  EXPECT_THAT(markdown, HasSubstr("| Flat maps |  | 0 of 3 | 0 of 3 |"));
  EXPECT_THAT(as_latex(summary()), HasSubstr("Average Drop \\% (lower) & 3 & 40.00 ["));
}

}  // namespace
}  // namespace vidcam
