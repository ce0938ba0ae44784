#include <gtest/gtest.h>

#include <limits>

#include "model3d/max_pool.h"
#include "model3d/trunk_conv.h"
#include "tests/model3d/conv_forms.h"
#include "tests/model3d/tapping.h"
#include "tests/support/operator_rows.h"

namespace vidcam::detail {
namespace {

using testing::conv_of;
using testing::ConvForm;
using testing::in_float64;
using testing::input_of;
using testing::random_input;
using testing::relative_difference;

const ConvForm kForms[] = {{3, 8, 3, 1, 1, 1, 1, 3},   {16, 24, 3, 2, 1, 1, 1, 3},
                           {8, 8, 3, 1, 2, 2, 1, 3},   {6, 12, 3, 1, 1, 1, 3, 3},
                           {16, 32, 1, 1, 0, 1, 1, 3}, {3, 16, 3, 2, 1, 1, 1, 2},
                           {16, 16, 3, 1, 1, 1, 16, 2}};

TEST(PackedConvTest, IsTheConvolutionAtAnySizeAndBatch) {
  for (const ConvForm& f : kForms) {
    const ConstantConv conv = conv_of(f);
    ASSERT_TRUE(PackedConv::takes(conv));
    PackedConv packed(conv);
    for (const auto& [batch, side] : {std::pair<int64_t, int64_t>(1, 9), {3, 9}, {2, 12}, {1, 9}}) {
      const auto x = input_of(f, batch, side);
      EXPECT_LT(relative_difference(packed.run(x), in_float64(conv, x)), 1e-6)
          << f.in << " to " << f.out << ", batch " << batch;
    }
  }
}

TEST(PackedConvTest, TakesABiasThatIsNotThere) {
  ConstantConv conv = conv_of(kForms[0]);
  conv.bias = at::Tensor();
  const auto x = input_of(kForms[0], 2, 8);
  EXPECT_LT(relative_difference(PackedConv(conv).run(x), in_float64(conv, x)), 1e-6);
}

TEST(PackedConvTest, LeavesItToLibTorchToRefuse) {
  PackedConv packed(conv_of({8, 8, 3, 1, 0, 2, 1, 3}));  // reaches over five places
  EXPECT_THROW(static_cast<void>(packed.run(at::zeros({1, 7, 8, 8, 8}))), c10::Error);
  EXPECT_THROW(static_cast<void>(packed.run(at::zeros({1, 8, 8, 4, 8}))), c10::Error);
  EXPECT_EQ(packed.run(at::zeros({1, 8, 8, 5, 8})).size(3), 1);
}

TEST(PackedConvTest, HandsNaNOn) {
  auto x = input_of(kForms[0], 1, 8);
  x[0][1][3][3][3] = std::numeric_limits<float>::quiet_NaN();
  PackedConv packed(conv_of(kForms[0]));
  EXPECT_EQ(packed.run(x).isnan().sum().item<int64_t>(),
            8 * 27);  // what the kernel reaches, in each channel
}

TEST(PackedConvTest, HasAGradientWhereATapeRuns) {
  const ConstantConv conv = conv_of(kForms[1]);
  PackedConv packed(conv);
  auto x = input_of(kForms[1], 1, 8);
  static_cast<void>(packed.run(x));
  x.requires_grad_(true);
  const auto g = torch::autograd::grad({packed.run(x).square().sum()}, {x})[0];
  const auto twin = x.detach().to(at::kDouble).requires_grad_(true);
  const auto wanted = torch::autograd::grad({in_float64(conv, twin).square().sum()}, {twin})[0];
  EXPECT_LT(relative_difference(g, wanted), 1e-5);
}

struct Pooling {
  std::vector<int64_t> kernel, stride, padding;
};

const Pooling kPoolings[] = {{{1, 2, 2}, {1, 2, 2}, {0, 0, 0}},
                             {{2, 2, 2}, {}, {0}},
                             {{3}, {2}, {1}},
                             {{2, 3, 3}, {2, 2, 1}, {1, 1, 0}},
                             {{2}, {3}, {0}}};

TEST(MaxPoolTest, IsLibTorchsToTheBit) {
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    auto x = random_input({2, 19, 5, 9, 8}).sub(0.3).to(type);
    x[0][3][1][4][4] = std::numeric_limits<float>::quiet_NaN();
    x[1][0][0][0][0] = -std::numeric_limits<float>::infinity();
    for (const auto& [kernel, stride, padding] : kPoolings)
      for (const bool relu : {false, true})
        for (const auto format : {at::MemoryFormat::ChannelsLast3d, at::MemoryFormat::Contiguous}) {
          const auto wanted = at::max_pool3d(relu ? x.relu() : x, kernel, stride, padding);
          const auto got = max_pool3d(x.contiguous(format), kernel, stride, padding, relu);
          EXPECT_TRUE(at::allclose(got, wanted, 0, 0, /*equal_nan=*/true))
              << type << kernel << stride << padding << relu;
          EXPECT_TRUE(wanted.isnan().any().item<bool>());
        }
  }
}

TEST(MaxPoolTest, RefusesWhatLibTorchRefuses) {
  const auto x = random_input({1, 4, 1, 4, 4}).contiguous(at::MemoryFormat::ChannelsLast3d);
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    EXPECT_THROW(static_cast<void>(max_pool3d(x.to(type), {2, 2, 2}, {}, {0}, true)), c10::Error);
    EXPECT_THROW(static_cast<void>(max_pool3d(x.to(type), {1, 2, 2}, {}, {1}, true)), c10::Error);
    EXPECT_THROW(static_cast<void>(max_pool3d(x.to(type), {1, 2, 2}, {0, 1, 1}, {0}, true)),
                 c10::Error);
    EXPECT_THROW(static_cast<void>(max_pool3d(x.to(type), {1, 2}, {}, {0}, true)), c10::Error);
  }
}

TEST(MaxPoolTest, HasAGradientWhereATapeRuns) {
  const auto x = random_input({1, 4, 4, 4, 4})
                     .sub(0.5)
                     .contiguous(at::MemoryFormat::ChannelsLast3d)
                     .requires_grad_(true);
  const auto g = torch::autograd::grad({max_pool3d(x, {2}, {}, {0}, true).sum()}, {x})[0];
  const auto wanted = torch::autograd::grad({at::max_pool3d(x.relu(), {2}).sum()}, {x})[0];
  EXPECT_TRUE(at::equal(g, wanted));
}

// A net whose layers stand as `forward` writes them, tapped at `layer`.
struct Awkward {
  explicit Awkward(const std::string& forward) : net(11) {
    net.conv3d("conv1", 3, 8).conv3d("conv2", 8, 8).conv3d("conv3", 8, 8).linear("fc", 8, 5);
    net.define("def forward(self, x):\n" + forward + "  return self.fc(y.mean([2, 3, 4]))\n");
  }
  [[nodiscard]] TappedForward run(const std::string& layer) const {
    return testing::c3d(net, "awkward.pt", testing::tap(layer, false)).forward(input);
  }
  [[nodiscard]] at::Tensor conv(const std::string& name, const at::Tensor& x) const {
    return testing::conv3d_by_hand(net, name, x);
  }

  testing::ScriptNet net;
  at::Tensor input = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
};

TEST(PackedTrunkTest, LeavesWhatIsReadBesideAReLUAsItIs) {
  const Awkward model(
      "  a = self.conv1(x)\n"
      "  y = torch.relu(a)\n"
      "  z = torch.max_pool3d(y, [2, 2, 2])\n"
      "  y = self.conv2(y) + a\n"  // a and y have further readers
      "  y = self.conv3(torch.max_pool3d(y, [2, 2, 2]) + z)\n");
  const auto a = model.conv("conv1", model.input), y = a.relu();
  const auto sum = at::max_pool3d(model.conv("conv2", y) + a, 2) + at::max_pool3d(y, 2);
  EXPECT_LT(relative_difference(model.run("conv3").activations, model.conv("conv3", sum)), 1e-5);
}

TEST(PackedTrunkTest, FollowsWhatIsWrittenInPlace) {
  const Awkward model(
      "  a = self.conv1(x)\n"
      "  torch.relu_(a)\n"
      "  b = self.conv2(a)\n"
      "  y = self.conv3(torch.max_pool3d(torch.relu_(b), [1, 2, 2]) + torch.max_pool3d(b, [1, 2, "
      "2]))\n");
  const auto b = model.conv("conv2", model.conv("conv1", model.input).relu()).relu();
  const auto wanted = model.conv("conv3", 2 * at::max_pool3d(b, {1, 2, 2}));
  EXPECT_LT(relative_difference(model.run("conv3").activations, wanted), 1e-5);
}

TEST(PackedTrunkTest, TakesPoolingThatItDoesNotKnowFromLibTorch) {
  const Awkward model(
      "  y = torch.max_pool3d(torch.relu(self.conv1(x)), [2, 2, 2], [3, 3, 3], [0, 0, 0], [1, 2, "
      "2])\n"
      "  y = torch.max_pool3d(torch.relu(self.conv2(y)), [2, 2, 2], [2, 2, 2], [0, 0, 0], [1, 1, "
      "1], True)\n"
      "  y = self.conv3(y)\n");
  const auto first =
      at::max_pool3d(model.conv("conv1", model.input).relu(), {2, 2, 2}, {3, 3, 3}, 0, {1, 2, 2});
  const auto second =
      at::max_pool3d(model.conv("conv2", first).relu(), {2, 2, 2}, {2, 2, 2}, 0, 1, true);
  EXPECT_LT(relative_difference(model.run("conv3").activations, model.conv("conv3", second)), 1e-5);
}

TEST(PackedTrunkTest, RunsOneDnnsConvolutionsBeforeTheTapAlone) {
  const Awkward model("  y = self.conv3(self.conv2(self.conv1(x)))\n");
  const testing::OperatorRows packed("mkldnn::_convolution_pointwise");
  static_cast<void>(model.run("conv2"));
  EXPECT_EQ(packed.rows(), 2 + 2);
}

TEST(PackedTrunkTest, TakesAClipWhoseBatchAxisTheModelTookAway) {
  Awkward model(
      "  y = torch.max_pool3d(torch.relu(self.conv1(x[0])), [1, 2, 2])\n"
      "  y = torch.relu(self.conv2(y))\n"
      "  y = self.conv3(y.unsqueeze(0))\n");
  model.input = model.input.narrow(0, 0, 1);
  const auto pooled = at::max_pool3d(model.conv("conv1", model.input).relu(), {1, 2, 2});
  const auto wanted = model.conv("conv3", model.conv("conv2", pooled).relu());
  EXPECT_LT(relative_difference(model.run("conv3").activations, wanted), 1e-5);
}

// A clip that is alone is not run twice any more.
TEST(PackedTrunkTest, RunsAClipAlone) {
  const Awkward model("  y = self.conv3(self.conv2(self.conv1(x)))\n");
  const auto tapped = testing::c3d(model.net, "alone.pt", testing::tap("conv3", false));
  const auto one = tapped.forward(model.input.narrow(0, 1, 1)).activations;
  EXPECT_LT(relative_difference(one, tapped.forward(model.input).activations.narrow(0, 1, 1)),
            1e-5);
}

}  // namespace
}  // namespace vidcam::detail
