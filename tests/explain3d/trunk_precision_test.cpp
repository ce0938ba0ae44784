#include "explain3d/trunk_precision.h"
#include "model3d/int8_conv.h"

#include <ATen/ATen.h>

#include "tests/explain3d/explained_nets.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/operator_rows.h"
#include "tests/support/script_models.h"

namespace vidcam::testing {
namespace {

using ::testing::HasSubstr;

PrecisionTrial trial(const std::vector<int64_t>& classes, const std::vector<double>& map,
                     double seconds) {
  const auto n = static_cast<int64_t>(classes.size());
  return {at::tensor(classes), at::tensor(map, at::kDouble).view({n, -1}), seconds};
}

const PrecisionTrial kFloat32 = trial({3, 1}, {0, 1, 2, 3, 5, 1, 1, 0}, 0.4);

TEST(TrunkPrecisionTest, TakesBFloat16WhereItIsFasterAndSaysTheSame) {
  const auto verdict = judge(kFloat32, trial({3, 1}, {0, 1.1, 2, 3, 5, 1, 1, 0}, 0.2), true);
  EXPECT_EQ(verdict.precision, Precision::BFloat16);
  // numpy.corrcoef([0, 1, 2, 3], [0, 1.1, 2, 3])[0, 1] = 0.99929
  EXPECT_EQ(verdict.reason,
            "bf16: Grad-CAM of the first clips correlates by 0.9993 with fp32's; 200 ms a clip, "
            "fp32 400 ms");
}

TEST(TrunkPrecisionTest, KeepsFloat32WhereBFloat16IsNotMuchFasterOnTheCpu) {
  const PrecisionTrial slow = trial({3, 1}, {0, 1, 2, 3, 5, 1, 1, 0}, 0.36);
  EXPECT_EQ(judge(kFloat32, slow, true).precision, Precision::Float32);
  EXPECT_EQ(judge(kFloat32, slow, true).reason, "fp32: 400 ms a clip, bf16 360 ms");
  // The clock of a CUDA device's host says nothing.
  EXPECT_EQ(judge(kFloat32, slow, false).precision, Precision::BFloat16);
}

TEST(TrunkPrecisionTest, KeepsFloat32WhereOneClipGetsAnotherClass) {
  const auto verdict = judge(kFloat32, trial({3, 2}, {0, 1, 2, 3, 5, 1, 1, 0}, 0.1), true);
  EXPECT_EQ(verdict.precision, Precision::Float32);
  EXPECT_THAT(verdict.reason, HasSubstr("another class"));
}

TEST(TrunkPrecisionTest, KeepsFloat32WhereOneMapDiffers) {
  // numpy.corrcoef([5, 1, 1, 0], [5, 1, 2, 0])[0, 1] = 0.9742
  const auto verdict = judge(kFloat32, trial({3, 1}, {0, 1, 2, 3, 5, 1, 2, 0}, 0.1), true);
  EXPECT_EQ(verdict.precision, Precision::Float32);
  EXPECT_THAT(verdict.reason, HasSubstr("by only 0.9742"));
}

TEST(TrunkPrecisionTest, AMapThatIsOnlyFlatInOneOfThemDiffers) {
  const PrecisionTrial flat = trial({0}, {2, 2, 2}, 0.4);
  EXPECT_EQ(judge(flat, trial({0}, {2, 2, 2}, 0.1), true).precision, Precision::BFloat16);
  EXPECT_EQ(judge(flat, trial({0}, {2, 2, 3}, 0.1), true).precision, Precision::Float32);
}

struct Loaded {
  Loaded(const ScriptNet& net, PrecisionRequest request, const std::string& layer = "conv3b")
      : model(save_model(net.module(), "precision.pt"), c3d_like_card(),
              {layer, true, "cpu",
               request == PrecisionRequest::Int8 ? Precision::Int8 : Precision::BFloat16}),
        trunk(request, model, "cpu") {}
  TappedModel model;
  TrunkPrecision trunk;
};

at::Tensor some_clips() {
  at::manual_seed(3);
  return at::randn({2, 3, 8, 16, 16});
}

TEST(TrunkPrecisionTest, RunsInWhatWasAskedFor) {
  Loaded narrow(make_c3d_like(1), PrecisionRequest::BFloat16);
  Loaded wide(make_c3d_like(1), PrecisionRequest::Float32);
  const at::Tensor x = some_clips();
  EXPECT_TRUE(at::equal(narrow.trunk.logits(x), narrow.model.logits(x, Precision::BFloat16)));
  EXPECT_TRUE(at::equal(wide.trunk.logits(x), wide.model.logits(x)));
  EXPECT_FALSE(at::equal(narrow.trunk.logits(x), wide.trunk.logits(x)));
  EXPECT_TRUE(at::equal(narrow.trunk.forward(x).activations,
                        narrow.model.forward(x, Precision::BFloat16).activations));
  EXPECT_EQ(narrow.trunk.reason() + wide.trunk.reason(), "");
}

TEST(TrunkPrecisionTest, AutoLeavesSmallModelsInFloat32) {
  Loaded loaded(make_c3d_like(1), PrecisionRequest::Auto);
  EXPECT_GT(loaded.model.narrow_weights(), 0);
  EXPECT_TRUE(at::equal(loaded.trunk.logits(some_clips()), loaded.model.logits(some_clips())));
  EXPECT_EQ(loaded.trunk.reason(), "");
}

ScriptNet large_net(const std::string& between = "") {
  ScriptNet net(6);
  net.conv3d("conv1", 3, 64).conv3d("conv2", 64, 600).linear("fc", 600, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = torch.relu(self.conv1(x))" +
      between +
      "\n"
      "  x = torch.relu(self.conv2(x))\n"
      "  return self.fc(x.mean([2, 3, 4]))\n");
  return net;
}

TEST(TrunkPrecisionTest, AutoTriesALargeModelAndSaysWhatCameOfIt) {
  Loaded loaded(large_net(), PrecisionRequest::Auto, "conv2");
  at::manual_seed(4);
  const at::Tensor x = at::randn({2, 3, 2, 6, 6});
  const at::Tensor got = loaded.trunk.logits(x);
  EXPECT_EQ(loaded.model.narrow_weights(), 64 * 3 * 27 + 64 + 600 * 64 * 27 + 600);
  EXPECT_THAT(loaded.trunk.reason(), ::testing::ContainsRegex("^(bf16: Grad-CAM|fp32: )"));
  EXPECT_TRUE(at::equal(got, loaded.model.logits(x, loaded.trunk.chosen())));
}

// Its two convolutions see each clip once in the precision that is chosen, whatever else the choice
// takes: two clips in the other.
TEST(TrunkPrecisionTest, ThePassesOfTheChoiceAreNotMadeAgain) {
  ExplainOptions options = options_for(
      large_net(), R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}})");
  options.layer = "conv2";
  ClipExplainer explainer(options);
  std::vector<Clip> clips;
  for (unsigned i = 0; i < 5; ++i) clips.push_back(random_clip(i));
  const OperatorRows convolutions("mkldnn::_convolution_pointwise");
  const auto explained = explain_all(explainer, clips);
  EXPECT_EQ(explained.size(), 5U);
  const bool tried = narrow_precision(PrecisionRequest::Auto, "cpu") == Precision::BFloat16;
  EXPECT_EQ(convolutions.rows(), 2 * (tried ? 5 + 2 : 5));
  EXPECT_EQ(explainer.facts().precision_reason.empty(), !tried);
}

TEST(TrunkPrecisionTest, AClipHasTheMapThatItHasOnItsOwnWhenTheFirstBatchIsCut) {
  ExplainOptions options = options_for(
      large_net(), R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}})");
  options.layer = "conv2";
  ClipExplainer cut(options);
  options.precision = PrecisionRequest::Float32;
  ClipExplainer whole(options);
  const std::vector<Clip> clips{random_clip(1), random_clip(2), random_clip(3)};
  const auto a = explain_all(cut, clips), b = explain_all(whole, clips);
  ASSERT_EQ(a.size(), 3U);
  for (size_t n = 0; n < 3; ++n) {
    const MethodMap& of_cut = a[n].targets[0].maps[0];
    const MethodMap& of_whole = b[n].targets[0].maps[0];
    ASSERT_GT(of_whole.max, 0);
    EXPECT_THAT(of_cut.heat.values, ::testing::Pointwise(::testing::FloatNear(0.02F * of_whole.max),
                                                         of_whole.heat.values));
  }
}

TEST(TrunkPrecisionTest, AutoKeepsFloat32ForAModelThatFailsInBFloat16) {
  // 6 is float32: conv2's bfloat16 weights do not fit what it is given then.
  Loaded loaded(large_net(".to(6)"), PrecisionRequest::Auto, "conv2");
  const at::Tensor x = at::randn({2, 3, 2, 6, 6});
  EXPECT_TRUE(at::equal(loaded.trunk.logits(x), loaded.model.logits(x)));
  EXPECT_EQ(loaded.trunk.chosen(), Precision::Float32);
  EXPECT_THAT(loaded.trunk.reason(), ::testing::StartsWith("fp32: bf16 fails: "));
}

TEST(TrunkPrecisionTest, AutoLeavesALayerWithoutFeatureMapsToItsOwnError) {
  Loaded loaded(large_net(), PrecisionRequest::Auto, "fc");
  EXPECT_EQ(loaded.trunk.forward(at::randn({2, 3, 2, 6, 6})).activations.dim(), 2);
  EXPECT_EQ(loaded.trunk.reason(), "");
}

TEST(TrunkPrecisionTest, MakesAPassThatIsNotFiniteAgainInFloat32) {
  ScriptNet net(2);
  net.parameter("scale", at::full({1}, 3.4e38F));  // bfloat16 rounds it to infinity
  net.conv3d("conv1", 3, 4).linear("fc", 4, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = self.conv1(x * 1e-38 * self.scale)\n"
      "  return self.fc(torch.relu(x).mean([2, 3, 4]))\n");
  Loaded loaded(net, PrecisionRequest::BFloat16, "conv1");
  const at::Tensor x = some_clips();
  ASSERT_FALSE(loaded.model.logits(x, Precision::BFloat16).isfinite().all().item<bool>());
  EXPECT_TRUE(at::equal(loaded.trunk.logits(x), loaded.model.logits(x)));
  EXPECT_TRUE(at::equal(loaded.trunk.forward(x).activations, loaded.model.forward(x).activations));
}

TEST(TrunkPrecisionTest, RefusesBFloat16ForAModelThatCannot) {
  ScriptNet net(5);
  net.conv3d("conv1", 3, 3).linear("fc", 3, 5);
  net.define(
      "def forward(self, x):\n"
      "  for i in range(x.size(2)):\n"
      "    x = torch.relu(self.conv1(x))\n"
      "  return self.fc(x.mean([2, 3, 4]))\n");
  expect_error(
      ExitCode::Unusable, [&] { return Loaded(net, PrecisionRequest::BFloat16, "conv1"); },
      "bf16 cannot be used: branches or loops (prim::Loop) take part");
  Loaded automatic(net, PrecisionRequest::Auto, "conv1");
  EXPECT_TRUE(
      at::equal(automatic.trunk.logits(some_clips()), automatic.model.logits(some_clips())));
}

TEST(TrunkPrecisionTest, OnlyPreparesForWhatMayBeUsed) {
  EXPECT_EQ(narrow_precision(PrecisionRequest::Float32, "cuda:0"), Precision::Float32);
  EXPECT_EQ(narrow_precision(PrecisionRequest::BFloat16, "cpu"), Precision::BFloat16);
  EXPECT_EQ(narrow_precision(PrecisionRequest::Auto, "cuda:0"), Precision::BFloat16);
  EXPECT_EQ(narrow_precision(PrecisionRequest::Int8, "cpu"), Precision::Int8);
}

// Its second convolution gets one channel that is a million times the others, and hardly weighs it:
// the bytes have no room for the others.
ScriptNet lopsided_net() {
  ScriptNet net(8);
  net.conv3d("conv1", 3, 16).conv3d("conv2", 16, 16).linear("fc", 16, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = torch.relu(self.conv1(x))\n"
      "  x = torch.cat([x[:, :1] * 1000000., x[:, 1:]], 1)\n"
      "  x = torch.relu(self.conv2(x))\n"
      "  return self.fc(x.mean([2, 3, 4]))\n");
  net.weight("conv2.weight").select(1, 0).mul_(1e-6);
  return net;
}

TEST(TrunkPrecisionTest, SaysHowNearInt8Is) {
  if (const auto why = detail::Int8Conv::refusal(); !why.empty()) GTEST_SKIP() << why;
  const at::Tensor x = some_clips();
  ScriptNet net(9);
  net.conv3d("conv1", 3, 16).conv3d("conv2", 16, 16).linear("fc", 16, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = torch.relu(self.conv2(torch.relu(self.conv1(x))))\n"
      "  return self.fc(x.mean([2, 3, 4]))\n");
  Loaded near(net, PrecisionRequest::Int8, "conv2");
  const auto pass = near.trunk.forward(x);
  EXPECT_TRUE(at::equal(pass.activations, near.model.forward(x, Precision::Int8).activations));
  EXPECT_THAT(
      near.trunk.reason(),
      ::testing::ContainsRegex("^int8: Grad-CAM of the first clip correlates by (0.99|1.0)"));
  EXPECT_EQ(near.trunk.doubt(), "");

  Loaded far(lopsided_net(), PrecisionRequest::Int8, "conv2");
  static_cast<void>(far.trunk.forward(x));
  EXPECT_EQ(far.trunk.chosen(), Precision::Int8);
  EXPECT_THAT(far.trunk.doubt(), ::testing::HasSubstr("these maps may mislead"));
}

TEST(TrunkPrecisionTest, RefusesInt8WhereThereIsNothingToWin) {
  if (const auto why = detail::Int8Conv::refusal(); !why.empty()) GTEST_SKIP() << why;
  expect_error(
      ExitCode::Unusable, [] { return Loaded(make_c3d_like(1), PrecisionRequest::Int8, "conv1"); },
      "int8 cannot be used: no convolution of float32 with 16 input channels or more is among "
      "them");
}

}  // namespace
}  // namespace vidcam::testing
