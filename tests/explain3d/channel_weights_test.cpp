#include "explain3d/clip_explainer.h"
#include "explain3d/evidence.h"
#include "model3d/gradients.h"
#include "model3d/tapped_model.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

// What the channels of the layer weigh, beside the maps that these weights make.
namespace vidcam::testing {
namespace {

const char* const kCard =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}, "layer": "conv3a"})";

class ChannelWeightsTest : public ::testing::Test {
 protected:
  [[nodiscard]] ExplainOptions options(const std::vector<std::string>& methods) const {
    ExplainOptions options;
    options.model_path = path_;
    options.methods = methods;
    options.device = "cpu";
    options.channels = true;
    return options;
  }
  [[nodiscard]] std::vector<MethodMap> explain(const ExplainOptions& options) const {
    ClipExplainer explainer(options);
    const std::vector<TargetSpec> target = {{{ClassChoice::Kind::Class, 2}}};
    const float* values = input_.const_data_ptr<float>();
    return explainer
        .explain(NpyArray{input_.sizes().vec(), {values, values + input_.numel()}}, target)[0]
        .targets[0]
        .maps;
  }
  // A and g of the clip.
  [[nodiscard]] std::pair<Volume, Volume> evidence() const {
    const TappedModel model(path_, c3d_like_card(), {"conv3a", true, "cpu"});
    const TappedForward forward = model.forward(at::cat({input_, input_}));
    const at::AutoGradMode on(true);
    const Evidence e =
        make_evidence(forward.activations, gradient(forward, forward.logits.select(1, 2), false));
    return {volume_of(e.A, 0), volume_of(e.g, 0)};
  }

  std::string path_ = save_model(make_c3d_like(81).module(), "channels.pt", kCard);
  at::Tensor input_ = random_input({1, 3, 8, 16, 16}, 25).to(at::kFloat).contiguous();
};

double mean_of_channel(const Volume& A, int64_t k) {
  double sum = 0;
  for (int64_t p = 0; p < A.T * A.H * A.W; ++p) sum += A.at(k, 0, p);
  return sum / static_cast<double>(A.T * A.H * A.W);
}

TEST_F(ChannelWeightsTest, AreTheWeightsOfTheEquations) {
  const auto maps = explain(options({"gradcam", "gradcam++", "xgradcam", "layercam"}));
  const auto [A, g] = evidence();
  std::vector<double> cam, pp, x;
  for (int64_t k = 0; k < A.C; ++k) {
    for (auto* of : {&cam, &pp, &x}) {
      const double w = of == &cam  ? gradcam_weight(g, k, 0, g.T)
                       : of == &pp ? gradcam_pp_weight(A, g, k, 0, g.T)
                                   : xgradcam_weight(A, g, k, 0, g.T);
      of->push_back(w);
      of->push_back(w * mean_of_channel(A, k));
    }
  }
  expect_map_near(maps[0].channels, cam, 1e-5);
  expect_map_near(maps[1].channels, pp, 1e-5);
  expect_map_near(maps[2].channels, x, 1e-4);
  EXPECT_TRUE(maps[3].channels.empty()) << "layercam weighs positions";
}

TEST_F(ChannelWeightsTest, OfEachStepAreGivenAsTheirMean) {
  ExplainOptions wanted = options({"gradcam"});
  wanted.pool = Pool::PerStep;
  const auto maps = explain(wanted);
  const auto [A, g] = evidence();
  std::vector<double> expected;
  for (int64_t k = 0; k < A.C; ++k) {
    double w = 0, part = 0;
    for (int64_t t = 0; t < A.T; ++t) {
      const double of_step = gradcam_weight(g, k, t, t + 1);
      w += of_step / static_cast<double>(A.T);
      for (int64_t p = 0; p < A.H * A.W; ++p)
        part += of_step * A.at(k, t, p) / static_cast<double>(A.T * A.H * A.W);
    }
    expected.push_back(w);
    expected.push_back(part);
  }
  expect_map_near(maps[0].channels, expected, 1e-5);
}

TEST_F(ChannelWeightsTest, AreLeftOutUnlessAskedFor) {
  ExplainOptions wanted = options({"gradcam"});
  wanted.channels = false;
  EXPECT_TRUE(explain(wanted)[0].channels.empty());
}

TEST_F(ChannelWeightsTest, AreTheMeanOverNoisyInputs) {
  ExplainOptions wanted = options({"gradcam"});
  wanted.smoothing = {3, 0.0, 1};
  const auto plain = explain(options({"gradcam"}))[0].channels;
  expect_map_near(explain(wanted)[0].channels, {plain.begin(), plain.end()}, 1e-5);
}

TEST_F(ChannelWeightsTest, AreRefusedWhereThereAreNone) {
  expect_error(
      ExitCode::Usage, [&] { return explain(options({"layercam"})); },
      "none of these methods weighs whole channels");
  ExplainOptions several = options({"gradcam"});
  several.further_layers = {"conv3b"};
  expect_error(
      ExitCode::Usage, [&] { return explain(several); }, "several layers have no channels");
}

}  // namespace
}  // namespace vidcam::testing
