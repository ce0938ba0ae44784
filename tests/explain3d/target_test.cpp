#include "explain3d/clip_explainer.h"
#include "explain3d/evidence.h"
#include "explain3d/methods.h"
#include "model3d/gradients.h"
#include "model3d/tapped_model.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

// What is explained: a class, the difference of two, and what speaks against either; of every
// method that takes the layer's gradient.
namespace vidcam::testing {
namespace {

using Kind = ClassChoice::Kind;

const std::vector<std::string> kByGradient = {"gradcam",  "gradcam++", "gradcam++-signed",
                                              "hirescam", "layercam",  "xgradcam"};
const char* const kCard =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}, "layer": "conv3a"})";

TargetSpec spec(int a, std::optional<int> b = {}, bool against = false) {
  TargetSpec target{{Kind::Class, a}};
  if (b) target.versus = ClassChoice{Kind::Class, *b};
  target.against = against;
  return target;
}

class TargetTest : public ::testing::Test {
 protected:
  ExplainOptions options(const std::vector<std::string>& methods) {
    ExplainOptions options;
    options.model_path = path_;
    options.methods = methods;
    options.device = "cpu";
    return options;
  }

  [[nodiscard]] std::vector<TargetExplanation> explain(const std::vector<std::string>& methods,
                                                       const std::vector<TargetSpec>& targets) {
    ClipExplainer explainer(options(methods));
    const std::vector<float> values(input_.const_data_ptr<float>(),
                                    input_.const_data_ptr<float>() + input_.numel());
    return explainer.explain(NpyArray{input_.sizes().vec(), values}, targets)[0].targets;
  }

  // dS/dA of logit a minus logit b (b < 0: of a alone), by the model itself.
  Evidence evidence(int64_t a, int64_t b, double sign) {
    const TappedModel model(path_, c3d_like_card(), {"conv3a", true, "cpu"});
    const TappedForward forward = model.forward(at::cat({input_, input_}));
    const at::AutoGradMode on(true);
    at::Tensor S = forward.logits.select(1, a);
    if (b >= 0) S = S - forward.logits.select(1, b);
    const Evidence e = make_evidence(forward.activations, gradient(forward, S * sign, false));
    return {e.A.narrow(0, 0, 1), e.g.narrow(0, 0, 1)};
  }

  void expect_maps(const std::vector<MethodMap>& maps, const Evidence& e) {
    for (size_t m = 0; m < kByGradient.size(); ++m) {
      SCOPED_TRACE(kByGradient[m]);
      const Maps expected = find_method(kByGradient[m]).explain(e, {});
      expect_map_near(maps[m].heat.values, doubles(expected.L), 1e-5);
    }
  }

  std::string path_ = save_model(make_c3d_like(31).module(), "target.pt", kCard);
  at::Tensor input_ = random_input({1, 3, 8, 16, 16}, 5).to(at::kFloat).contiguous();
};

TEST_F(TargetTest, CounterEvidenceIsTheMapOfTheNegativeGradient) {
  const auto targets = explain(kByGradient, {spec(2), spec(2, {}, true)});
  expect_maps(targets[0].maps, evidence(2, -1, 1));
  expect_maps(targets[1].maps, evidence(2, -1, -1));
  EXPECT_TRUE(targets[1].against);
  EXPECT_DOUBLE_EQ(targets[1].score, -targets[0].score);
  EXPECT_EQ(title_of(targets[1]), "against 2");
}

TEST_F(TargetTest, ADifferenceOfTwoClassesIsExplainedAsOneScore) {
  const auto targets = explain(kByGradient, {spec(2, 4), spec(2, 4, true), spec(4, 2)});
  expect_maps(targets[0].maps, evidence(2, 4, 1));
  expect_maps(targets[1].maps, evidence(2, 4, -1));
  expect_maps(targets[2].maps, evidence(4, 2, 1));
  EXPECT_EQ(targets[0].versus->index, 4);
  EXPECT_NEAR(targets[0].score, targets[0].target.logit - targets[0].versus->logit, 1e-6);
  EXPECT_EQ(title_of(targets[0]), "2 vs 4");
}

TEST_F(TargetTest, AClassAgainstItselfIsFlat) {
  const auto targets = explain({"gradcam"}, {spec(3, 3)});
  EXPECT_EQ(targets[0].maps[0].status, MapStatus::Flat);
  EXPECT_EQ(targets[0].score, 0);
}

// The signs of saliency are not shown; occlusion's drops turn over; ablation's weights do.
TEST_F(TargetTest, MethodsThatAskTheModelAskAboutTheSameScore) {
  const std::vector<std::string> methods = {"saliency", "occlusion", "guided-backprop"};
  const auto targets = explain(methods, {spec(1), spec(1, {}, true), spec(1, 2)});
  const auto values = [&](size_t k, size_t m) {
    const auto& v = targets[k].maps[m].heat.values;
    return std::vector<double>(v.begin(), v.end());
  };
  expect_map_near(values(1, 0), values(0, 0), 1e-5);
  std::vector<double> negative = values(0, 1);
  for (double& v : negative) v = -v;
  expect_map_near(values(1, 1), negative, 1e-4);
  EXPECT_NE(values(2, 0), values(0, 0));
  EXPECT_NE(values(2, 2), values(0, 2));
}

TEST_F(TargetTest, EachBatchHasTargetsOfTheSameKinds) {
  ClipExplainer explainer(options({"gradcam"}));
  Clip a;
  a.frames = 8;
  a.height = a.width = 16;
  a.rgb.resize(size_t{8} * 16 * 16 * 3);
  const Clip* const clips[] = {&a, &a};
  const std::vector<std::vector<TargetSpec>> mixed = {{spec(1)}, {spec(1, 2)}};
  EXPECT_THROW((void)explainer.explain(clips, mixed), std::invalid_argument);
}

TEST_F(TargetTest, TheSoftmaxDerivativesAreOfOneClass) {
  expect_error(
      ExitCode::Usage, [&] { return explain({"gradcam++-softmax"}, {spec(1, 2)}); },
      "gradcam++-softmax explains one class's probability");
}

}  // namespace
}  // namespace vidcam::testing
