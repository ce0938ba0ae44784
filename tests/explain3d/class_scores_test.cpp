#include "explain3d/class_scores.h"

#include <ATen/core/grad_mode.h>

#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

using Kind = TargetSpec::Kind;

const std::vector<std::string> kLabels = {"bend", "jack", "jump"};

// Probabilities: 1/7, 4/7, 2/7, and the other way round.
at::Tensor logits() {
  const double one = std::log(1.0), two = std::log(2.0), four = std::log(4.0);
  return tensor_of({one, four, two, four, one, two}, {2, 3}, at::kDouble);
}

TEST(ClassScoresTest, RanksTheClassesOfEachClip) {
  const ClassScores scores(logits(), kLabels);
  const auto top = scores.top(0, 5);
  ASSERT_EQ(top.size(), 3U);
  EXPECT_EQ(top[0].label, "jack");
  EXPECT_NEAR(top[0].probability, 4 / 7.0, 1e-12);
  EXPECT_NEAR(top[0].logit, std::log(4.0), 1e-12);
  EXPECT_EQ(top[1].index, 2);
  EXPECT_EQ(top[2].index, 0);
  EXPECT_EQ(scores.top(1, 1)[0].label, "bend");
  EXPECT_NEAR(scores.probabilities(1)[2], 2 / 7.0, 1e-12);
}

TEST(ClassScoresTest, NamesClassesByTheirIndexWhereThereIsNoLabel) {
  EXPECT_EQ(ClassScores(logits(), {}).at(0, 2).label, "2");
  const std::vector<std::string> short_list = {"bend"};
  EXPECT_EQ(ClassScores(logits(), short_list).at(0, 1).label, "1");
}

TEST(ClassScoresTest, FindsTheClassATargetMeans) {
  const ClassScores scores(logits(), kLabels);
  EXPECT_EQ(scores.resolve(0, {Kind::Rank, 0}), 1);
  EXPECT_EQ(scores.resolve(1, {Kind::Rank, 1}), 2);
  EXPECT_EQ(scores.resolve(1, {Kind::Class, 1}), 1);
}

TEST(ClassScoresTest, PutsEqualClassesInOrderAndNanLast) {
  const double nan = std::nan("");
  const ClassScores scores(tensor_of({nan, 1, 1}, {1, 3}), kLabels);
  EXPECT_EQ(scores.resolve(0, {Kind::Rank, 0}), 1);
  EXPECT_EQ(scores.resolve(0, {Kind::Rank, 1}), 2);
  EXPECT_EQ(scores.resolve(0, {Kind::Rank, 2}), 0);
}

TEST(ClassScoresTest, SaysHowManyClassesThereAre) {
  const ClassScores scores(at::zeros({1, 487}), {});
  expect_error(
      ExitCode::Usage,
      [&] {
        (void)scores.resolve(0, {Kind::Class, 512});
      },
      "class 512 is out of range: the model has 487 classes (0..486)");
  expect_error(
      ExitCode::Usage,
      [&] {
        (void)scores.resolve(0, {Kind::Rank, 487});
      },
      "there is no top 488: the model has 487 classes");
}

TEST(ClassScoresTest, SelectsTheScoreThatIsDifferentiated) {
  const std::vector<int64_t> index = {1, 2};
  const auto values = [&](ScoreKind kind) {
    return doubles(selected_scores(logits(), {index}, kind));
  };
  expect_map_near(values(ScoreKind::Logit), {std::log(4.0), std::log(2.0)}, 1e-12);
  expect_map_near(values(ScoreKind::Probability), {4 / 7.0, 2 / 7.0}, 1e-12);
  const auto logs = values(ScoreKind::LogProbability);
  EXPECT_NEAR(logs[0], std::log(4 / 7.0), 1e-12);
  EXPECT_NEAR(logs[1], std::log(2 / 7.0), 1e-12);
}

TEST(ClassScoresTest, TakesTheDifferenceOfTwoClassesAndTheOtherSign) {
  const ScoreAim aim{{1, 2}, {0, 0}};
  const auto values = [&](bool against, ScoreKind kind) {
    return doubles(selected_scores(logits(), {aim.classes, aim.versus, against}, kind));
  };
  const at::Tensor x = logits();
  const double first = x[0][1].item<double>() - x[0][0].item<double>();
  const double second = x[1][2].item<double>() - x[1][0].item<double>();
  expect_map_near(values(false, ScoreKind::Logit), {first, second}, 1e-12);
  expect_map_near(values(true, ScoreKind::Logit), {-first, -second}, 1e-12);
  // The softmax's denominator cancels in a difference of logarithms.
  expect_map_near(values(true, ScoreKind::LogProbability), {-first, -second}, 1e-12);
  const at::Tensor p = x.softmax(1);
  const at::Tensor of_p = at::stack({p[0][1] - p[0][0], p[1][2] - p[1][0]});
  expect_map_near(values(false, ScoreKind::Probability), doubles(of_p), 1e-12);
}

TEST(ClassScoresTest, AnAimIsCutAndPaddedByClip) {
  const ScoreAim aim{{4, 5, 6}, {1, 2, 3}, true};
  const ScoreAim part = aim.of(1, 3, 4);
  EXPECT_EQ(part.classes, (std::vector<int64_t>{5, 6, 6, 6}));
  EXPECT_EQ(part.versus, (std::vector<int64_t>{2, 3, 3, 3}));
  EXPECT_TRUE(part.against);
  EXPECT_TRUE(ScoreAim{{4}}.of(0, 1, 2).versus.empty());
}

// d p_c / d logit_j = p_c ([c = j] - p_j).
TEST(ClassScoresTest, DifferentiatesTheProbability) {
  const at::AutoGradMode on(true);
  at::Tensor leaf = logits().requires_grad_();
  const std::vector<int64_t> index = {1, 2};
  selected_scores(leaf, {index}, ScoreKind::Probability).sum().backward();
  const auto d = doubles(leaf.grad());
  EXPECT_NEAR(d[0], -4 / 7.0 * 1 / 7, 1e-12);
  EXPECT_NEAR(d[1], 4 / 7.0 * 3 / 7, 1e-12);
  EXPECT_NEAR(d[3], -2 / 7.0 * 4 / 7, 1e-12);
  EXPECT_NEAR(d[5], 2 / 7.0 * 5 / 7, 1e-12);
}

}  // namespace
}  // namespace vidcam::testing
