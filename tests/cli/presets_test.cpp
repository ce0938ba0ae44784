#include "pipeline/cli/presets.h"

#include "explain3d/evidence.h"
#include "model3d/gradients.h"
#include "model3d/tapped_model.h"
#include "pipeline/cli/eval/eval_options.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/option_values.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/expect_error.h"
#include "tests/support/range_loops.h"
#include "tests/support/script_models.h"
#include "tests/support/spline_loop.h"

// Each preset, from its name to what is shown, against loops over doubles written from the table of
// conventions (docs/peers.md), on a small net of clips. pytorch-grad-cam itself is asked in
// pytorch_grad_cam_test.cpp.
namespace vidcam::testing {
namespace {

const char* const kCard =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}, "layer": "conv3a"})";
const Size3 kLayer = {4, 4, 4}, kInput = {8, 16, 16};
constexpr int64_t kClass = 2;

ExplainSettings settings_of(Arguments arguments) {
  arguments.insert(arguments.end(), {"clip.npy", "-m", "model.pt"});
  return settings_from(read_explain_options(arguments));
}

EvalSettings eval_settings_of(Arguments arguments) {
  arguments.insert(arguments.end(), {"clip.mp4", "-m", "model.pt"});
  return eval_settings_from(read_eval_options(arguments));
}

class PresetsTest : public ::testing::Test {
 protected:
  // What is shown over the model's input of each method of the preset.
  std::vector<Values> shown_by(const std::string& preset) {
    ExplainOptions options = settings_of({"--preset", preset, "--device", "cpu"}).model;
    options.model_path = path_;
    ClipExplainer explainer(options);
    const std::vector<TargetSpec> target = {{{ClassChoice::Kind::Class, kClass}}};
    const Values in_double = doubles(input_);
    const auto result = explainer.explain(
        NpyArray{input_.sizes().vec(), {in_double.begin(), in_double.end()}}, target)[0];
    std::vector<Values> shown;
    for (const MethodMap& map : result.targets[0].maps) {
      const Heat& heat = map.heat;
      shown.push_back(upsample_by_loop({heat.values.begin(), heat.values.end()},
                                       {heat.t, heat.h, heat.w}, kInput));
      for (double& v : shown.back()) v = (v - heat.low) / (heat.high - heat.low);
    }
    return shown;
  }

  // A and dS/dA of the class, S its logit or its probability.
  void look(bool rectified, bool probability) {
    const TappedModel model(path_, c3d_like_card(), {"conv3a", rectified, "cpu"});
    const TappedForward forward = model.forward(at::cat({input_, input_}));
    const at::AutoGradMode on(true);
    const at::Tensor S = probability ? forward.logits.softmax(1) : forward.logits;
    const Evidence e =
        make_evidence(forward.activations, gradient(forward, S.select(1, kClass), false));
    A_ = volume_of(e.A, 0);
    g_ = volume_of(e.g, 0);
    score_ = S[0][kClass].item<double>();
  }

  std::string path_ = save_model(make_c3d_like(71).module(), "dialect.pt", kCard);
  at::Tensor input_ = random_input({1, 3, 8, 16, 16}, 15).to(at::kFloat);
  Volume A_, g_;
  double score_ = 0;
};

TEST_F(PresetsTest, PaperIsTheDefault) {
  look(true, false);
  const auto shown = shown_by("paper");
  ASSERT_EQ(shown.size(), 2U);
  const auto expected = [&](const Values& L) {
    return min_max(upsample_by_loop(L, kLayer, kInput), 0);
  };
  expect_map_near(shown[0], expected(gradcam_by_loop(A_, g_, false)), 1e-4);
  expect_map_near(shown[1], expected(gradcam_pp_by_loop(A_, g_, false)), 1e-4);
  const ExplainSettings named = settings_of({"--preset", "paper"}), plain = settings_of({});
  EXPECT_EQ(named.model.form, plain.model.form);
  EXPECT_EQ(named.model.methods, plain.model.methods);
}

TEST_F(PresetsTest, MMAction2PoolsEachStepOfTheLayerItself) {
  look(false, false);
  const auto shown = shown_by("mmaction2");
  ASSERT_EQ(shown.size(), 1U);
  const Values up = upsample_by_loop(gradcam_by_loop(A_, g_, true), kLayer, kInput);
  expect_map_near(shown[0], min_max(up, 1e-20), 1e-4);
}

TEST_F(PresetsTest, SlowFastDifferentiatesTheProbability) {
  look(false, true);
  const auto shown = shown_by("slowfast");
  ASSERT_EQ(shown.size(), 1U);
  const Values up = upsample_by_loop(gradcam_by_loop(A_, g_, true), kLayer, kInput);
  expect_map_near(shown[0], min_max(up, 1e-6), 1e-4);
}

TEST_F(PresetsTest, PytorchGradCamNormalisesBeforeItsZoomAndAgain) {
  look(false, false);
  const auto shown = shown_by("pytorch-grad-cam");
  ASSERT_EQ(shown.size(), 2U);
  const auto expected = [&](const Values& L) {
    return min_max(relu_of(spline_by_loop(min_max(L, 1e-7), kLayer, kInput)), 1e-7);
  };
  expect_map_near(shown[0], expected(gradcam_by_loop(A_, g_, false)), 1e-4);
  const auto weight = [&](int64_t k, int64_t t0, int64_t t1) {
    return gradcam_pp_weight(A_, g_, k, t0, t1, 1e-6);
  };
  expect_map_near(shown[1], expected(map_by_loop(A_, false, weight)), 1e-4);
}

// Videos/test_model.py of the authors, its normalize() and its weights; sum, zoom, relu, over max.
TEST_F(PresetsTest, AuthorsCodeIsTheirVideoScript) {
  look(true, true);
  over_rms_by_loop(g_);
  const auto expected = [&](const Values& sum) {
    return over_max(relu_of(spline_by_loop(sum, kLayer, kInput)));
  };
  const auto shown = shown_by("authors-code");
  ASSERT_EQ(shown.size(), 2U);
  const int64_t Z = A_.T * A_.H * A_.W;
  expect_map_near(
      shown[0],
      expected(sum_by_loop(A_, [&](int64_t k) { return gradcam_weight(g_, k, 0, g_.T); })), 1e-4);
  const double E = std::exp(score_);
  const auto weight = [&](int64_t k) {
    double third = 0, alphas = 0, w = 0;
    for (int64_t p = 0; p < Z; ++p) third += E * std::pow(g_.at(k, 0, p), 3);
    const auto alpha = [&](double d) {
      const double below = 2 * E * d * d + E * d * d * d * third;
      return E * d * d / (below == 0 ? 1 : below);
    };
    for (int64_t p = 0; p < Z; ++p)
      if (g_.at(k, 0, p) > 0) alphas += alpha(g_.at(k, 0, p));
    for (int64_t p = 0; p < Z; ++p)
      w += std::max(E * g_.at(k, 0, p), 0.0) * alpha(g_.at(k, 0, p)) / (alphas == 0 ? 1 : alphas);
    return w;
  };
  expect_map_near(shown[1], expected(sum_by_loop(A_, weight)), 1e-3);
}

TEST(PresetOptionsTest, WhatIsNamedBesideAPresetWins) {
  const ExplainSettings s = settings_of(
      {"--preset", "slowfast", "--score", "logit", "--colormap", "jet", "--method", "gradcam++"});
  EXPECT_EQ(s.preset, "slowfast");
  EXPECT_EQ(s.model.score, ScoreKind::Logit);
  EXPECT_EQ(s.model.pool, Pool::PerStep);
  EXPECT_EQ(s.model.methods, (std::vector<std::string>{"gradcam++"}));
  EXPECT_EQ(s.media.colormap, "jet");
  EXPECT_EQ(s.model.form.epsilon, 1e-6);
}

TEST(PresetOptionsTest, EveryPresetNamesOptionsAndValuesThatThereAre) {
  const auto explain = explain_options(), eval = eval_options();
  for (const Preset& preset : presets()) {
    EXPECT_NO_THROW((void)settings_of({"--preset", preset.name}));
    EXPECT_NO_THROW((void)eval_settings_of({"--preset", preset.name}));
    for (const auto& [option, value] : preset.options)
      EXPECT_TRUE(explain.find_nothrow(option, false) || eval.find_nothrow(option, false))
          << preset.name << " sets --" << option;
  }
  EXPECT_EQ(settings_of({"--preset", "authors-code"}).views, (std::vector<std::string>{"masked"}));
}

TEST(PresetOptionsTest, EvalMeasuresAsThePackageDoesButForWhatIsNamed) {
  const EvalSettings s = eval_settings_of({"--preset", "pytorch-grad-cam"});
  EXPECT_EQ(s.model.form, settings_of({"--preset", "pytorch-grad-cam"}).model.form);
  EXPECT_EQ(s.model.alpha, AlphaForm::Epsilon);
  EXPECT_FALSE(s.model.rectified);
  EXPECT_EQ(s.mask_space, MaskSpace::Normalised);
  EXPECT_EQ(s.drop, DropKind::Absolute);
  EXPECT_EQ(eval_settings_of({"--preset", "pytorch-grad-cam", "--drop", "relative"}).drop,
            DropKind::Relative);
  EXPECT_EQ(eval_settings_of({"--preset", "mmaction2"}).model.methods,
            (std::vector<std::string>{"gradcam"}));
  EXPECT_TRUE(eval_settings_of({"--preset", "authors-code"}).model.rms_gradient);
}

TEST(PresetOptionsTest, AnUnknownOneIsRefusedWithTheirNames) {
  expect_error(
      ExitCode::Usage,
      [] {
        return settings_of({"--preset", "captum"});
      },
      "--preset captum: expected paper, authors-code, mmaction2, slowfast, pytorch-grad-cam");
}

TEST(PresetOptionsTest, PrintedAsConfigItIsReadAgain) {
  const Arguments given{"clip.mp4", "-m", "model.pt", "--preset", "pytorch-grad-cam"};
  const std::string config = as_config(read_explain_options(given));
  EXPECT_NE(config.find("order = relu-normalize-upsample"), std::string::npos) << config;
  EXPECT_NE(config.find("range-epsilon = 1e-07"), std::string::npos) << config;
}

}  // namespace
}  // namespace vidcam::testing
