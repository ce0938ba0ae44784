#include "model3d/winograd.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "model3d/winograd_conv.h"
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

constexpr WinogradTile kTiles[] = {{2}, {4}};
constexpr double kFloat32 = 4e-6;  // of the largest value; a direct convolution is off by 1e-6

struct Sizes {
  int64_t batch, frames, height, width, taps;
  std::vector<int64_t> padding;
};

// Whole tiles and cut ones, a picture smaller than a tile, a clip shorter than the filter.
const Sizes kSizes[] = {{1, 4, 8, 8, 3, {1, 1, 1}},  {2, 3, 7, 9, 3, {1, 1, 1}},
                        {3, 1, 5, 6, 1, {0, 1, 1}},  {1, 6, 4, 11, 3, {0, 0, 2}},
                        {2, 1, 2, 1, 3, {1, 1, 1}},  {1, 5, 9, 3, 5, {2, 2, 0}},
                        {1, 130, 6, 6, 3, {1, 1, 1}}};

at::Tensor input(const Sizes& s, int64_t channels) {
  return random_input({s.batch, channels, s.frames, s.height, s.width})
      .to(at::kFloat)
      .contiguous(at::MemoryFormat::ChannelsLast3d);
}

TEST(WinogradTest, IsTheConvolutionInFloat64) {
  for (const WinogradTile tile : kTiles)
    for (const Sizes& s : kSizes) {
      const auto x = input(s, 48), weight = random_input({80, 48, s.taps, 3, 3}).to(at::kFloat);
      const auto bias = random_input({80}).to(at::kFloat);
      const auto wanted =
          at::conv3d(x.to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble), 1, s.padding);
      const auto got = winograd_conv(tile, x, winograd_weights(tile, weight), bias, s.padding);
      ASSERT_EQ(got.sizes(), wanted.sizes());
      EXPECT_LT(relative_difference(got, wanted), kFloat32)
          << tile.outputs << ": " << x.sizes() << ", " << s.taps << " taps";
    }
}

// Each number by itself: a filter that is 1 at one place and 0 elsewhere shifts the picture.
TEST(WinogradTest, ShiftsByAFilterOfOnePlace) {
  for (const WinogradTile tile : kTiles)
    for (int64_t place = 0; place < 9; ++place) {
      auto weight = at::zeros({32, 32, 1, 3, 3});
      for (int64_t c = 0; c < 32; ++c) weight[c][31 - c][0].view({9})[place] = 1;
      const auto x = input({1, 2, 8, 8, 1, {}}, 32);
      const auto got =
          winograd_conv(tile, x, winograd_weights(tile, weight), at::zeros({32}), {0, 0, 0});
      const auto wanted = x.flip(1).narrow(3, place / 3, 6).narrow(4, place % 3, 6);
      EXPECT_LT(relative_difference(got, wanted), kFloat32) << tile.outputs << ", " << place;
    }
}

TEST(WinogradTest, AClipDoesNotDependOnItsBatchOrTheThreads) {
  const Sizes four{4, 5, 14, 18, 3, {1, 1, 1}};
  const auto x = input(four, 32), weight = random_input({32, 32, 3, 3, 3}).to(at::kFloat);
  const int threads = at::get_num_threads();
  for (const WinogradTile tile : kTiles) {
    const auto run = [&](const at::Tensor& some) {
      return winograd_conv(tile, some, winograd_weights(tile, weight), at::zeros({32}),
                           four.padding);
    };
    const auto all = run(x);
    at::set_num_threads(1);
    EXPECT_LT(relative_difference(run(x.narrow(0, 2, 1)), all.narrow(0, 2, 1)), 1e-6);
    at::set_num_threads(threads);
  }
}

const ConvForm kCubic{32, 48, 3, 1, 1, 1, 1, 3}, kSquare{48, 32, 3, 1, 1, 1, 1, 2};

TEST(WinogradConvTest, TakesTheTileThatMultipliesLeast) {
  const ConstantConv cubic = conv_of(kCubic), square = conv_of(kSquare);
  const auto side = [](const ConstantConv& conv, at::IntArrayRef clip) {
    const auto tile = quickest_tile(conv, clip);
    return tile ? tile->outputs : 0;
  };
  EXPECT_EQ(side(cubic, {32, 16, 56, 56}), 4);
  EXPECT_EQ(side(cubic, {32, 8, 28, 28}), 4);
  EXPECT_EQ(side(cubic, {32, 4, 14, 14}), 2) << "fourteen are three and a half tiles of four";
  EXPECT_EQ(side(cubic, {32, 2, 7, 7}), 0) << "the weights are read for few places";
  EXPECT_EQ(side(square, {48, 56, 56}), 4);
  EXPECT_EQ(side(square, {48, 7, 7}), 0);
}

TEST(WinogradConvTest, TakesWhatItCanAndEarnsSomethingBy) {
  EXPECT_TRUE(WinogradConv::takes(conv_of(kCubic)));
  EXPECT_TRUE(WinogradConv::takes(conv_of(kSquare)));
  EXPECT_FALSE(WinogradConv::takes(conv_of(kCubic, at::kDouble)));
  for (const ConvForm& f : {ConvForm{3, 32, 3, 1, 1, 1, 1, 3}, ConvForm{32, 40, 3, 1, 1, 1, 1, 3},
                            ConvForm{32, 32, 1, 1, 0, 1, 1, 3}, ConvForm{32, 32, 3, 2, 1, 1, 1, 3},
                            ConvForm{32, 32, 3, 1, 2, 2, 1, 3}, ConvForm{64, 64, 3, 1, 1, 1, 2, 3},
                            ConvForm{32, 32, 3, 1, 2, 1, 1, 3}, ConvForm{32, 32, 3, 1, 1, 1, 1, 1}})
    EXPECT_FALSE(WinogradConv::takes(conv_of(f))) << f.in << ' ' << f.out << ' ' << f.kernel;
}

TEST(WinogradConvTest, IsTheConvolutionAtAnySizeAndBatch) {
  for (const ConvForm& f : {kCubic, kSquare}) {
    const ConstantConv conv = conv_of(f);
    WinogradConv winograd(conv);
    for (const auto& [batch, side] :
         {std::pair<int64_t, int64_t>(1, 16), {3, 16}, {2, 11}, {1, 3}}) {
      const auto x = input_of(f, batch, side);
      EXPECT_LT(relative_difference(winograd.run(x), in_float64(conv, x)), kFloat32)
          << f.dims << " axes, batch " << batch << ", side " << side;
    }
  }
}

TEST(WinogradConvTest, TakesABiasThatIsNotThere) {
  ConstantConv conv = conv_of(kCubic);
  conv.bias = at::Tensor();
  const auto x = input_of(kCubic, 1, 16);
  EXPECT_LT(relative_difference(WinogradConv(conv).run(x), in_float64(conv, x)), kFloat32);
}

TEST(WinogradConvTest, HandsOnWhatIsNotFinite) {
  WinogradConv winograd(conv_of(kCubic));
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    auto x = input_of(kCubic, 1, 16);
    x[0][1][8][8][8] = value;
    const auto y = winograd.run(x);
    EXPECT_FALSE(y.narrow(2, 7, 3).narrow(3, 7, 3).narrow(4, 7, 3).isfinite().any().item<bool>());
    EXPECT_TRUE(y.select(2, 5).isfinite().all().item<bool>());
  }
}

TEST(WinogradConvTest, LeavesToLibTorchWhatItCannotTake) {
  WinogradConv winograd(conv_of(kCubic));
  static_cast<void>(winograd.run(input_of(kCubic, 1, 16)));
  EXPECT_EQ(winograd.run(input_of(kCubic, 1, 16)[0]).dim(), 4) << "no batch axis";
  EXPECT_EQ(winograd.run(at::empty({0, 32, 4, 8, 8})).numel(), 0);
  EXPECT_THROW(static_cast<void>(winograd.run(at::zeros({1, 31, 4, 8, 8}))), c10::Error);
  EXPECT_THROW(static_cast<void>(winograd.run(at::zeros({1, 32, 4, 8, 8}, at::kDouble))),
               c10::Error);
}

TEST(WinogradConvTest, HasAGradientWhereATapeRuns) {
  const ConstantConv conv = conv_of(kCubic);
  WinogradConv winograd(conv);
  auto x = input_of(kCubic, 1, 8);
  static_cast<void>(winograd.run(x));
  x.requires_grad_(true);
  const auto g = torch::autograd::grad({winograd.run(x).square().sum()}, {x})[0];
  const auto twin = x.detach().to(at::kDouble).requires_grad_(true);
  const auto wanted = torch::autograd::grad({in_float64(conv, twin).square().sum()}, {twin})[0];
  EXPECT_LT(relative_difference(g, wanted), 1e-5);
}

TEST(WinogradConvTest, IsWhatTheTrunkOfAModelRuns) {
  testing::ScriptNet net(11);
  net.conv3d("conv1", 3, 32).conv3d("conv2", 32, 32).conv3d("conv3", 32, 8).linear("fc", 8, 5);
  net.define(
      "def forward(self, x):\n"
      "  y = torch.max_pool3d(torch.relu(self.conv2(torch.relu(self.conv1(x)))), [2, 2, 2])\n"
      "  return self.fc(self.conv3(y).mean([2, 3, 4]))\n");
  const auto x = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
  const auto tapped = testing::c3d(net, "winograd.pt", testing::tap("conv3", false));
  const testing::OperatorRows direct("mkldnn::_convolution_pointwise");
  const auto got = tapped.forward(x).activations;
  EXPECT_EQ(direct.rows(), 2 + 2) << "conv1 and conv3 alone";
  const auto conv = [&](const char* name, const at::Tensor& in) {
    return testing::conv3d_by_hand(net, name, in);
  };
  const auto pooled = at::max_pool3d(conv("conv2", conv("conv1", x).relu()).relu(), 2);
  EXPECT_LT(relative_difference(got, conv("conv3", pooled)), 1e-5);
}

}  // namespace
}  // namespace vidcam::detail
