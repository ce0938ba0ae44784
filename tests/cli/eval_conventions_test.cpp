#include "explain3d/evidence.h"
#include "model3d/gradients.h"
#include "model3d/preprocess.h"
#include "model3d/tapped_model.h"
#include "pipeline/cli/eval/clip_scorer.h"
#include "pipeline/cli/eval/eval_options.h"
#include "tests/explain3d/explained_nets.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/range_loops.h"
#include "tests/support/spline_loop.h"

// What `vidcam eval` measures under each convention: O of both methods from the options' names to
// the confidence, against loops over doubles for the map and the mask, and the module itself for
// the masked clip.
namespace vidcam::testing {
namespace {

const char* const kCard = R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16,
  "mean": [0.4, 0.5, 0.3], "std": [0.2, 0.25, 0.1]}, "layer": "conv3a"})";
const Size3 kLayer = {4, 4, 4}, kInput = {8, 16, 16};

Values linear(const Values& map) { return upsample_by_loop(map, kLayer, kInput); }
Values spline(const Values& map) { return spline_by_loop(map, kLayer, kInput); }

struct Dialect {
  const char* name;
  Arguments options;
  Values (*mask)(const Values& sum);  // from sum_k w_k A^k to E's weights
  double epsilon = 0;                 // in alpha's denominator
};

const Dialect kDialects[] = {
    {"Papers", {}, [](const Values& s) { return min_max(linear(relu_of(s)), 0); }},
    {"OverItsLargestValue",
     {"--range", "max"},
     [](const Values& s) { return over_max(linear(relu_of(s))); }},
    {"WithAnEpsilon",
     {"--range-epsilon", "0.01"},
     [](const Values& s) { return min_max(linear(relu_of(s)), 0.01); }},
    {"OverItsLargestValueWithAnEpsilon",
     {"--range", "max", "--range-epsilon", "0.01"},
     [](const Values& s) { return over_max(linear(relu_of(s)), 0.01); }},
    {"UpsampledBeforeItsReLU",
     {"--order", "upsample-relu-normalize"},
     [](const Values& s) { return min_max(relu_of(linear(s)), 0); }},
    {"NormalisedTwice",
     {"--order", "relu-normalize-upsample", "--range-epsilon", "0.01"},
     [](const Values& s) { return min_max(relu_of(linear(min_max(relu_of(s), 0.01))), 0.01); }},
    {"BySplines",
     {"--upsampling", "spline"},
     [](const Values& s) { return min_max(spline(relu_of(s)), 0); }},
    {"GradientOverItsRms",
     {"--gradient", "rms", "--range-epsilon", "0.5"},
     [](const Values& s) { return min_max(linear(relu_of(s)), 0.5); }},
    {"PytorchGradCam",
     {"--preset", "pytorch-grad-cam"},
     [](const Values& s) { return min_max(relu_of(spline(min_max(relu_of(s), 1e-7))), 1e-7); },
     1e-6}};

class EvalConventionsTest : public ::testing::TestWithParam<Dialect> {
 protected:
  static EvalSettings settings_of(Arguments options) {
    options.insert(options.end(), {"x.mp4", "-m", "model.pt", "--device", "cpu"});
    return eval_settings_from(read_eval_options(options));
  }

  ClipValues score(EvalSettings settings) const {
    settings.model.model_path = path_;
    ClipExplainer explainer(settings.model);
    const ClipToScore one{&clip_, -1, {explainer.card().clip, 16, 16, 8, {}, {}}};
    return ClipScorer(settings, explainer, [](const std::string&, int64_t, int64_t) {})
        .score({{&one, 1}})
        .front();
  }

  // sum_k w_k A^k by both methods, of the likeliest class.
  std::vector<Values> sums(const EvalSettings& settings, double epsilon) const {
    const TappedModel model(path_, find_card(path_, ""),
                            {"conv3a", settings.model.rectified, "cpu"});
    const TappedForward forward = model.forward(at::cat({input(), input()}));
    const at::AutoGradMode on(true);
    const at::Tensor S = forward.logits.amax(1);
    const Evidence e = make_evidence(forward.activations, gradient(forward, S, false));
    const Volume A = volume_of(e.A, 0);
    Volume g = volume_of(e.g, 0);
    if (settings.model.rms_gradient) over_rms_by_loop(g);
    return {sum_by_loop(A, [&](int64_t k) { return gradcam_weight(g, k, 0, g.T); }),
            sum_by_loop(A, [&](int64_t k) { return gradcam_pp_weight(A, g, k, 0, g.T, epsilon); })};
  }

  [[nodiscard]] at::Tensor input() const {
    const Clip* const one[] = {&clip_};
    return to_input(one, find_card(path_, "")).contiguous();
  }

  // How likely the class is where only this share of each position is left.
  double asked(const Values& keep, MaskSpace space, int class_index) const {
    at::Tensor x = input().to(at::kDouble);
    const at::Tensor dark =
        space == MaskSpace::Pixel
            ? tensor_of({-0.4 / 0.2, -0.5 / 0.25, -0.3 / 0.1}, {1, 3, 1, 1, 1}, at::kDouble)
            : at::zeros({1, 3, 1, 1, 1}, at::kDouble);
    const at::Tensor k = tensor_of(keep, {1, 1, kInput[0], kInput[1], kInput[2]}, at::kDouble);
    x = (dark + (x - dark) * k).to(at::kFloat);
    torch::jit::Module module = net_.module();
    return module.forward({x}).toTensor().softmax(1)[0][class_index].item<double>();
  }

  ScriptNet net_ = make_c3d_like(71);
  std::string path_ = save_model(net_.module(), "conventions.pt", kCard);
  Clip clip_ = random_clip(5);
};

TEST_P(EvalConventionsTest, MasksTheClipByTheMapAsItIsShown) {
  const Dialect& dialect = GetParam();
  const EvalSettings settings = settings_of(dialect.options);
  const ClipValues values = score(settings);
  const auto summed = sums(settings, dialect.epsilon);
  const double Y = values.target.probability;
  double off = 0;
  for (size_t m = 0; m < 2; ++m) {
    const auto explained_by = [&](const Dialect& d, MaskSpace space) {
      return asked(d.mask(summed[m]), space, values.target.index);
    };
    const double O = explained_by(dialect, settings.mask_space);
    EXPECT_NEAR(values.maps[m].explained, O, 2e-6) << settings.model.methods[m];
    const double drop = std::max(0.0, Y - O) / (settings.drop == DropKind::Relative ? Y : 1);
    EXPECT_NEAR(values.maps[m].figures.at("drop"), 100 * drop, 1e-3);
    off = std::max(off, std::abs(O - explained_by(kDialects[0], MaskSpace::Pixel)));
  }
  if (dialect.options.empty()) return;
  EXPECT_GT(off, 1e-5) << "else the paper's would pass here";
}

INSTANTIATE_TEST_SUITE_P(All, EvalConventionsTest, ::testing::ValuesIn(kDialects),
                         [](const auto& d) { return d.param.name; });

using EvalPixelMapsTest = EvalConventionsTest;

TEST_P(EvalPixelMapsTest, MapsThatExplainPixelsAreMeasuredAsEver) {
  const auto explained = [&](const Arguments& options) {
    EvalSettings settings = settings_of(options);
    settings.model.methods = {"saliency", "guided-backprop", "occlusion"};
    std::vector<double> O;
    for (const MapValues& map : score(settings).maps) O.push_back(map.explained);
    return O;
  };
  EXPECT_EQ(explained(GetParam().options), explained({}));
}

INSTANTIATE_TEST_SUITE_P(One, EvalPixelMapsTest, ::testing::Values(kDialects[3], kDialects[5]),
                         [](const auto& d) { return d.param.name; });

}  // namespace
}  // namespace vidcam::testing
