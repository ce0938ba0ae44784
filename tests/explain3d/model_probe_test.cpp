#include "explain3d/model_probe.h"

#include "explain3d/class_scores.h"
#include "model3d/gradients.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/gates_by_hand.h"
#include "tests/support/script_models.h"

namespace vidcam::testing {
namespace {

constexpr double kSame = 1e-12;  // float64 throughout

// Three clips of the small C3D in float64, tapped at `layer`, asked about classes 4, 0 and 2.
class ModelProbeTest : public ::testing::Test {
 protected:
  explicit ModelProbeTest(const std::string& layer = "conv3b")
      : model_(save_model(net_.module(), "probed.pt"), c3d_like_card(), {layer, true, "cpu"}) {}

  ModelProbe probe(int64_t batch = 4, ScoreKind score = ScoreKind::Logit) {
    ModelProbe made({model_, forward_, input_, batch, score, [this](int64_t n) { asked_ += n; }});
    made.aim({kTarget}, selected_scores(forward_.logits.detach(), {kTarget}, score));
    return made;
  }

  at::Tensor score_by_hand(const at::Tensor& input, int64_t clip) const {
    return head_by_hand(net_, trunk_by_hand(net_, input))
        .select(1, kTarget[static_cast<size_t>(clip)]);
  }

  const std::vector<int64_t> kTarget = {4, 0, 2};
  ScriptNet net_ = make_c3d_like(5, at::kDouble);
  at::Tensor input_ = random_input({3, 3, 8, 16, 16});
  TappedModel model_;
  TappedForward forward_ = model_.forward(input_);
  int64_t asked_ = 0;
};

TEST_F(ModelProbeTest, GivesTheGradientOfAnyClass) {
  const ModelProbe asked = probe();
  const std::vector<int64_t> classes = {1, 3, 3};
  const at::Tensor g = asked.logit_gradient(classes);
  const at::AutoGradMode on(true);
  const at::Tensor S = selected_scores(forward_.logits, {classes}, ScoreKind::Logit);
  EXPECT_LT(relative_difference(g, gradient(forward_, S, true)), kSame);
  EXPECT_EQ(asked_, 3);
  EXPECT_TRUE(asked.logit_gradient(classes).is_same(g)) << "kept for the next target";
}

TEST_F(ModelProbeTest, GivesTheGradientsOfSeveralChoicesInTheirOrder) {
  const ModelProbe asked = probe();
  const at::Tensor known = asked.logit_gradient({1, 3, 3});
  const std::vector<std::vector<int64_t>> choices = {{0, 0, 0}, {1, 3, 3}, {2, 1, 4}, {0, 0, 0}};
  std::vector<at::Tensor> found;
  asked.each_logit_gradient(choices, [&](size_t k, const at::Tensor& g) {
    EXPECT_EQ(k, found.size());
    found.push_back(g);
  });
  ASSERT_EQ(found.size(), choices.size());
  EXPECT_TRUE(found[1].is_same(known));
  for (size_t k = 0; k < choices.size(); ++k) {
    const at::AutoGradMode on(true);
    const at::Tensor S = selected_scores(forward_.logits, {choices[k]}, ScoreKind::Logit);
    EXPECT_LT(relative_difference(found[k], gradient(forward_, S, true)), kSame) << k;
  }
  EXPECT_EQ(asked_, 15);
}

TEST_F(ModelProbeTest, GivesTheGradientOfTheInputUnderEachRule) {
  for (const ReluRule rule : {ReluRule::Plain, ReluRule::Guided, ReluRule::Deconv}) {
    const ModelProbe asked = probe();
    asked_ = 0;
    const at::Tensor g = asked.input_gradient(rule);
    EXPECT_EQ(g.sizes(), input_.sizes());
    for (int64_t n = 0; n < 3; ++n) {
      const at::Tensor wanted =
          input_gradient_by_hand([&](const at::Tensor& x) { return c3d_by_hand(net_, x, rule); },
                                 input_.narrow(0, n, 1), kTarget[static_cast<size_t>(n)]);
      EXPECT_LT(relative_difference(g[n], wanted[0]), kSame) << n;
    }
    EXPECT_EQ(asked_, 3) << "the padding is not counted";
    EXPECT_TRUE(asked.input_gradient(rule).is_same(g)) << "kept for other methods";
    EXPECT_FALSE(g.requires_grad());
  }
}

TEST_F(ModelProbeTest, TheGradientOfTheInputIsOfThePresentTargetAndItsScore) {
  ModelProbe asked = probe(4, ScoreKind::Probability);
  const at::Tensor first = asked.input_gradient(ReluRule::Plain);
  const std::vector<int64_t> other = {1, 1, 1};
  asked.aim({other}, at::zeros({3}, at::kDouble));
  const at::Tensor wanted = input_gradient_by_hand(
      [&](const at::Tensor& x) { return c3d_by_hand(net_, x, ReluRule::Plain).softmax(1); }, input_,
      1);
  EXPECT_LT(relative_difference(asked.input_gradient(ReluRule::Plain), wanted), kSame);
  EXPECT_GT(relative_difference(first, wanted), 0.1);
}

TEST_F(ModelProbeTest, ScoresChangedInputsOfAClip) {
  const at::Tensor rows = random_input({7, 3, 8, 16, 16}, 8);
  for (const int64_t batch : {1, 3, 4, 32}) {
    std::vector<int64_t> asked;
    const at::Tensor S = probe(batch).scores_of_inputs(2, 7, [&](int64_t from, int64_t to) {
      asked.push_back(to - from);
      return rows.narrow(0, from, to - from);
    });
    EXPECT_LT(relative_difference(S, score_by_hand(rows, 2)), kSame) << batch;
    for (const int64_t n : asked) EXPECT_LE(n, std::max<int64_t>(2, batch));
  }
  EXPECT_EQ(asked_, 4 * 7) << "the padding is not counted";
}

TEST_F(ModelProbeTest, ScoresChangedActivationsOfAClip) {
  const at::Tensor rows = random_input({5, 12, 4, 4, 4}, 9).relu();
  const at::Tensor S = probe().scores_of_activations(
      1, 5, [&](int64_t from, int64_t to) { return rows.narrow(0, from, to - from); });
  EXPECT_LT(relative_difference(S, head_by_hand(net_, rows).select(1, 0)), kSame);
  EXPECT_EQ(asked_, 5);
}

TEST_F(ModelProbeTest, ScoresAreOfTheKindThatIsDifferentiated) {
  const ModelProbe asked = probe(4, ScoreKind::Probability);
  const auto own = [&](int64_t, int64_t) { return input_.narrow(0, 1, 1); };
  const double p = asked.scores_of_inputs(1, 1, own).item<double>();
  EXPECT_NEAR(p, forward_.logits.softmax(1)[1][0].item<double>(), kSame);
  EXPECT_NEAR(p, asked.scores()[1].item<double>(), kSame);
}

TEST_F(ModelProbeTest, LeavesNoTape) {
  const ModelProbe asked = probe();
  const auto own = [&](int64_t, int64_t) { return input_.narrow(0, 0, 1); };
  const at::AutoGradMode on(true);
  EXPECT_FALSE(asked.scores_of_inputs(0, 1, own).requires_grad());
  EXPECT_FALSE(asked.logits().requires_grad());
  EXPECT_FALSE(asked.logit_gradient(kTarget).requires_grad());
}

}  // namespace
}  // namespace vidcam::testing
