#include "explain3d/heat_form.h"

#include "explain3d/heat_range.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/spline_loop.h"

namespace vidcam::testing {
namespace {

const Size3 kFrom = {2, 3, 4}, kTo = {5, 7, 9};
const InputSize kInput = {5, 7, 9};

using Values = std::vector<double>;

Values relu_of(Values v) {
  for (double& x : v) x = std::max(x, 0.0);
  return v;
}
Values in_range(Values v, double low, double epsilon) {
  const double high = *std::max_element(v.begin(), v.end());
  for (double& x : v) x = (x - low) / (high - low + epsilon);
  return v;
}
double least(const Values& v) { return *std::min_element(v.begin(), v.end()); }

// Signed cells: what stands before the ReLU.
at::Tensor sums() {
  at::manual_seed(9);
  return at::randn({2, 2, 3, 4}, at::kDouble);
}

Values upsampled_by_loop(const Values& v, Upsampling how) {
  return how == Upsampling::Linear ? upsample_by_loop(v, kFrom, kTo)
                                   : spline_by_loop(v, kFrom, kTo);
}

class HeatFormTest : public ::testing::TestWithParam<Upsampling> {
 protected:
  [[nodiscard]] Values up(const Values& v) const { return upsampled_by_loop(v, GetParam()); }
};

TEST_P(HeatFormTest, UpsamplesWhatIsRectified) {
  const HeatForm form{MapOrder::ReluUpsampleNormalize, GetParam()};
  const at::Tensor L = sums().relu();
  for (int64_t n = 0; n < 2; ++n)
    expect_map_near(doubles(formed(L, kInput, form, true)[n]), up(doubles(L[n])), 1e-12);
}

TEST_P(HeatFormTest, RectifiesWhatIsUpsampledWhereTheMapEndsInAReLU) {
  const HeatForm form{MapOrder::UpsampleReluNormalize, GetParam()};
  const at::Tensor L = sums();
  for (int64_t n = 0; n < 2; ++n) {
    const Values plain = up(doubles(L[n]));
    expect_map_near(doubles(formed(L, kInput, form, true)[n]), relu_of(plain), 1e-12);
    expect_map_near(doubles(formed(L, kInput, form, false)[n]), plain, 1e-12);
  }
}

TEST_P(HeatFormTest, NormalisesBeforeAndRectifiesAfterUpsamplingAsPytorchGradCam) {
  const HeatForm form{MapOrder::ReluNormalizeUpsample, GetParam(), false, 0.25};
  const at::Tensor L = sums().relu() + 0.125;
  for (int64_t n = 0; n < 2; ++n) {
    const Values cells = doubles(L[n]);
    const Values expected = relu_of(up(in_range(cells, least(cells), 0.25)));
    expect_map_near(doubles(formed(L, kInput, form, true)[n]), expected, 1e-12);
    expect_map_near(doubles(unit_map(L, kInput, form, true)[n]), expected, 1e-12);
  }
}

TEST_P(HeatFormTest, AUnitMapIsDividedByItsLargestValueOrItsRange) {
  at::Tensor L = sums().relu() + 0.5;
  L[1].fill_(2);
  for (const bool from_zero : {false, true}) {
    const HeatForm form{MapOrder::ReluUpsampleNormalize, GetParam(), from_zero, 0.1};
    const Values plain = up(doubles(L[0]));
    const at::Tensor unit = unit_map(L, kInput, form, true);
    expect_map_near(doubles(unit[0]), in_range(plain, from_zero ? 0 : least(plain), 0.1), 1e-12);
    EXPECT_EQ(unit[1].abs().max().item<double>(), 0) << "flat";
  }
}

INSTANTIATE_TEST_SUITE_P(Both, HeatFormTest,
                         ::testing::Values(Upsampling::Linear, Upsampling::Spline),
                         [](const auto& tested) {
                           return tested.param == Upsampling::Linear ? "Linear" : "Spline";
                         });

TEST(HeatFormsRangeTest, StartsAtZeroAndGrowsByTheEpsilon) {
  const at::Tensor L = tensor_of({1, 3}, {1, 1, 1, 2});
  const auto range = [&](const HeatForm& form) {
    const HeatRange r = heat_range(L, {1, 1, 2}, Shown::Range, form);
    return std::pair(r.low.item<float>(), r.high.item<float>());
  };
  EXPECT_EQ(range({}), std::pair(1.0F, 3.0F));
  HeatForm form;
  form.from_zero = true;
  EXPECT_EQ(range(form), std::pair(0.0F, 3.0F));
  form.epsilon = 0.5;
  EXPECT_EQ(range(form), std::pair(0.0F, 3.5F));
}

TEST(HeatFormsRangeTest, PicturesStayBilinear) {
  const HeatForm form{MapOrder::ReluUpsampleNormalize, Upsampling::Spline};
  const at::Tensor L = at::rand({1, 1, 3, 3}, at::kDouble);
  expect_map_near(doubles(formed(L, {1, 6, 6}, form, true)),
                  upsample_by_loop(doubles(L), {1, 3, 3}, {1, 6, 6}), 1e-12);
}

}  // namespace
}  // namespace vidcam::testing
