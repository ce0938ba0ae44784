#include "explain3d/clip_explainer.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"
#include "tests/support/upsample_loop.h"

// Maps of several layers of one pass, fused.
namespace vidcam::testing {
namespace {

const char* const kCard =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}})";
const Size3 kInput = {8, 16, 16};

class FusedLayersTest : public ::testing::Test {
 protected:
  [[nodiscard]] ExplainOptions options(const std::vector<std::string>& layers,
                                       const std::vector<std::string>& methods) const {
    ExplainOptions options;
    options.model_path = path_;
    options.layer = layers[0];
    options.further_layers.assign(layers.begin() + 1, layers.end());
    options.methods = methods;
    options.device = "cpu";
    return options;
  }

  [[nodiscard]] std::vector<ClipExplanation> explain(ClipExplainer& explainer) const {
    const std::vector<TargetSpec> targets = {{{ClassChoice::Kind::Class, 3}}, TargetSpec{}};
    return explainer.explain(
        NpyArray{input_.sizes().vec(),
                 {input_.const_data_ptr<float>(), input_.const_data_ptr<float>() + input_.numel()}},
        targets);
  }

  std::string path_ = save_model(make_c3d_like(35).module(), "fused.pt", kCard);
  at::Tensor input_ = random_input({2, 3, 8, 16, 16}, 6).to(at::kFloat).contiguous();
};

// As shown, over the model's input.
std::vector<double> shown(const MethodMap& map) {
  const Heat& heat = map.heat;
  auto up =
      upsample_by_loop({heat.values.begin(), heat.values.end()}, {heat.t, heat.h, heat.w}, kInput);
  for (double& v : up) v = (v - heat.low) / (heat.high - heat.low);
  return up;
}

TEST_F(FusedLayersTest, AreTheMeanOfWhatEachLayerShowsAlone) {
  const std::vector<std::string> methods = {"gradcam", "gradcam++", "layercam", "ablationcam"};
  ClipExplainer a(options({"conv2"}, methods)), b(options({"conv3b"}, methods));
  ClipExplainer both(options({"conv2", "conv3b"}, methods));
  const auto of_a = explain(a), of_b = explain(b), fused = explain(both);
  EXPECT_EQ(both.facts().layer, "conv2,conv3b");
  EXPECT_EQ(both.facts().tap, "rectified");
  EXPECT_EQ(both.facts().further_shapes, (std::vector<std::vector<int64_t>>{{12, 4, 4, 4}}));
  for (size_t n = 0; n < 2; ++n) {
    for (size_t k = 0; k < 2; ++k) {
      for (size_t m = 0; m < methods.size(); ++m) {
        SCOPED_TRACE(methods[m]);
        auto expected = shown(of_a[n].targets[k].maps[m]);
        const auto second = shown(of_b[n].targets[k].maps[m]);
        for (size_t p = 0; p < second.size(); ++p) expected[p] = (expected[p] + second[p]) / 2;
        expect_map_near(fused[n].targets[k].maps[m].heat.values, expected, 2e-5);
      }
    }
  }
}

TEST_F(FusedLayersTest, MethodsThatExplainPixelsStayWhatTheyAre) {
  const std::vector<std::string> methods = {"saliency", "gradcam"};
  ClipExplainer one(options({"conv3b"}, methods)), both(options({"conv2", "conv3b"}, methods));
  const auto alone = explain(one), fused = explain(both);
  const auto& expected = alone[1].targets[0].maps[0].heat.values;
  expect_map_near(fused[1].targets[0].maps[0].heat.values, {expected.begin(), expected.end()},
                  1e-5);
}

TEST_F(FusedLayersTest, SignedMapsAreOfOneLayer) {
  expect_error(
      ExitCode::Usage,
      [&] {
        ClipExplainer(options({"conv2", "conv3b"}, {"gradcam", "guided-gradcam"}));
      },
      "guided-gradcam explains one layer, but several are named; name one");
}

}  // namespace
}  // namespace vidcam::testing
