#include "explain3d/pixel_gradient.h"

#include "explain3d/deconvnet.h"
#include "explain3d/guided_backprop.h"
#include "explain3d/guided_gradcam.h"
#include "explain3d/guided_gradcam_pp.h"
#include "explain3d/saliency.h"
#include "tests/explain3d/fake_probe.h"
#include "tests/explain3d/tensors.h"

// saliency, guided-backprop, deconvnet and the guided Grad-CAMs.
namespace vidcam::testing {
namespace {

// A picture of 1 x 2 pixels; a different gradient for each rule. A and g of one channel, 1 x 2.
class PixelGradientTest : public ::testing::Test {
 protected:
  PixelGradientTest() {
    probe_.gradients[ReluRule::Plain] = tensor_of({1, -2, -3, 4, 2, 0}, {1, 3, 1, 2});
    probe_.gradients[ReluRule::Guided] = tensor_of({1, -2, -3, 4, 4, 0}, {1, 3, 1, 2});
    probe_.gradients[ReluRule::Deconv] = tensor_of({1, 1, 1, 1, 1, -7}, {1, 3, 1, 2});
  }

  [[nodiscard]] static std::vector<double> map_of(const Explainer& method, const Evidence& e) {
    const Maps maps = method.explain(e, {});
    EXPECT_EQ(maps.L.sizes(), (std::vector<int64_t>{1, 1, 1, 2}));
    return doubles(maps.L);
  }

  FakeProbe probe_{at::zeros({1, 3, 1, 2}), [](const at::Tensor& x) { return x.sum({1, 2, 3}); }};
  Evidence evidence_{tensor_of({1, 3}, {1, 1, 1, 1, 2}), tensor_of({1, 1}, {1, 1, 1, 1, 2}),
                     &probe_};
};

TEST_F(PixelGradientTest, SaliencyIsTheLargestSizeOfTheChannels) {
  EXPECT_EQ(map_of(Saliency(), evidence_), (std::vector<double>{3, 4}));
  EXPECT_EQ(Saliency().explain(evidence_, {}).shown, Shown::Clipped);
}

TEST_F(PixelGradientTest, GuidedBackpropAndDeconvnetAddTheChannelsAndKeepTheSign) {
  EXPECT_EQ(map_of(GuidedBackprop(), evidence_), (std::vector<double>{2, 2}));
  EXPECT_EQ(map_of(Deconvnet(), evidence_), (std::vector<double>{3, -5}));
  EXPECT_EQ(GuidedBackprop().explain(evidence_, {}).shown, Shown::Signed);
  EXPECT_EQ(Deconvnet().explain(evidence_, {}).shown, Shown::Signed);
}

// L = A = (1, 3), so U = (0, 1).
TEST_F(PixelGradientTest, GuidedGradCamIsTheMapFromZeroToOneTimesGuidedBackprop) {
  EXPECT_EQ(map_of(GuidedGradCam(), evidence_), (std::vector<double>{0, 2}));
  EXPECT_EQ(map_of(GuidedGradCamPlusPlus(), evidence_), (std::vector<double>{0, 2}));
  EXPECT_FALSE(GuidedGradCam().assumes_piecewise_linear());
  EXPECT_TRUE(GuidedGradCamPlusPlus().assumes_piecewise_linear());
  // alpha = 1 / (2 + 4 * 1)
  EXPECT_EQ(GuidedGradCamPlusPlus().explain(evidence_, {}).alpha_condition.item<float>(), 6);
}

TEST_F(PixelGradientTest, AFlatMapLeavesNothingOfGuidedBackprop) {
  const Evidence flat{at::full({1, 1, 1, 1, 2}, 0.3), evidence_.g, &probe_};
  EXPECT_EQ(map_of(GuidedGradCam(), flat), (std::vector<double>{0, 0}));
}

TEST_F(PixelGradientTest, CountsAPassOverEachClip) {
  for (const Explainer* method : std::initializer_list<const Explainer*>{
           new Saliency, new GuidedBackprop, new Deconvnet, new GuidedGradCam}) {
    EXPECT_EQ(method->further_clips(evidence_, {}), 1);
    EXPECT_FALSE(method->info().cost.empty());
    EXPECT_FALSE(method->conventions({}).empty());
    delete method;
  }
}

}  // namespace
}  // namespace vidcam::testing
