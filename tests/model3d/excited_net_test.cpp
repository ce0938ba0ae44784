#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "tests/model3d/tapping.h"
#include "tests/model3d/walk_by_hand.h"
#include "tests/support/expect_error.h"

// TappedModel::forward_excited: winning probabilities through whole nets, against loops over their
// neurons.
namespace vidcam {
namespace {

using testing::c3d;
using testing::conv3d_by_hand;
using testing::down_conv;
using testing::down_linear;
using testing::down_max_pool;
using testing::down_mean;
using testing::expect_error;
using testing::random_input;
using testing::relative_difference;
using testing::save_model;
using testing::ScriptNet;
using testing::tap;
using testing::unit_of;

at::Tensor winning(const TappedModel& model, const at::Tensor& input, int64_t c,
                   bool negated = false) {
  const auto pass = model.forward_excited(input, negated).front();
  return gradient(pass, pass.logits.select(1, c), false);
}

TappedModel net_2d(const ScriptNet& net, const std::string& layer, bool freeze = false) {
  return {save_model(freeze ? testing::frozen(net.module()) : net.module(), "excited.pt"),
          testing::net_2d_card(), tap(layer)};
}

// What lies behind conv2 of make_c3d_like, of one clip.
struct C3dWalk {
  C3dWalk(const ScriptNet& net, const at::Tensor& clip)
      : net_(net), conv2(run("conv2", at::max_pool3d(run("conv1", clip.unsqueeze(0)), {1, 2, 2}))) {
    pool2 = at::max_pool3d(conv2, {2, 2, 2});
    conv3a = run("conv3a", pool2);
    conv3b = run("conv3b", conv3a);
    mean = conv3b.mean({2, 3, 4});
    fc6 = at::linear(mean, net.weight("fc6.weight"), net.weight("fc6.bias")).relu();
  }

  [[nodiscard]] at::Tensor at_conv3b(int64_t c, double sign) const {
    at::Tensor P = down_linear(fc6[0], net_.weight("fc7.weight") * sign, unit_of(c, 5));
    P = down_linear(mean[0], net_.weight("fc6.weight"), P);
    return down_mean(conv3b[0], P);
  }

  [[nodiscard]] at::Tensor at_conv2(int64_t c, double sign = 1) const {
    at::Tensor P = at_conv3b(c, sign);
    P = down_conv(conv3a[0], net_.weight("conv3b.weight"), P);
    P = down_conv(pool2[0], net_.weight("conv3a.weight"), P);
    return down_max_pool(conv2[0], 2, P);
  }

 private:
  [[nodiscard]] at::Tensor run(const std::string& layer, const at::Tensor& x) const {
    return conv3d_by_hand(net_, layer, x).relu();
  }

  const ScriptNet& net_;
  at::Tensor conv2, pool2, conv3a, conv3b, mean, fc6;
};

TEST(ExcitedNetTest, AgreesWithTheWalkNeuronByNeuronInAVideoNet) {
  const auto net = testing::make_c3d_like(3, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const TappedModel named = c3d(net, "walk.pt", tap("conv2"));
  const TappedModel frozen(save_model(testing::frozen(net.module()), "walk_frozen.pt"),
                           testing::c3d_like_card(), tap("@conv[1]"));
  for (const bool negated : {false, true}) {
    const at::Tensor got = winning(named, input, 3, negated);
    EXPECT_LT(relative_difference(winning(frozen, input, 3, negated), got), 1e-12);
    for (int64_t n = 0; n < 2; ++n) {
      const at::Tensor wanted = C3dWalk(net, input[n]).at_conv2(3, negated ? -1 : 1);
      EXPECT_GT(wanted.max().item<double>(), 0);
      EXPECT_LT(relative_difference(got[n], wanted), 1e-12) << n;
    }
  }
}

TEST(ExcitedNetTest, ALayerBeforeItsReluHasWhatTheReluHas) {
  const auto net = testing::make_c3d_like(4, at::kDouble);
  const auto input = random_input({1, 3, 8, 16, 16});
  const at::Tensor rectified = winning(c3d(net, "rectified.pt", tap("conv2")), input, 1);
  const at::Tensor raw = winning(c3d(net, "raw.pt", tap("conv2", false)), input, 1);
  EXPECT_LT(relative_difference(raw, rectified), 1e-12);
}

TEST(ExcitedNetTest, TheWalkEndsSomewhere) {
  const auto net = testing::make_c3d_like(5, at::kDouble);
  const auto input = random_input({3, 3, 8, 16, 16});
  const TappedModel model = c3d(net, "kept.pt", tap("conv2"));
  for (int64_t c = 0; c < 5; ++c) {
    const at::Tensor P = winning(model, input, c);
    EXPECT_GE(P.min().item<double>(), 0);
    for (int64_t n = 0; n < 3; ++n) EXPECT_NEAR(P[n].sum().item<double>(), 1, 1e-12) << c;
  }
}

TEST(ExcitedNetTest, ScoresAreThoseOfThePlainPass) {
  const auto net = testing::make_c3d_like(6, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const TappedModel model = c3d(net, "scores.pt", tap("conv2"));
  for (const bool negated : {false, true})
    EXPECT_LT(
        relative_difference(model.forward_excited(input, negated)[0].logits, model.logits(input)),
        1e-12);
}

// conv1 -> ReLU, then `body` of it (x) with the layers conv2, conv3 (6 -> 6), bn, and fc of the
// mean.
ScriptNet net_of(const std::string& body) {
  ScriptNet net(9, at::kDouble);
  net.conv2d("conv1", 3, 6).conv2d("conv2", 6, 6).conv2d("conv3", 6, 6).batch_norm("bn", 6);
  net.linear("fc", 6, 4).linear("wide", 12, 4);
  net.weight("bn.weight").copy_(at::tensor({1., -0.7, 0.4, -1.2, 0.9, 1.1}, at::kDouble));
  net.define("def forward(self, x):\n  x = torch.relu(self.conv1(x))\n  " + body + "\n");
  return net;
}

constexpr const char* kHead = "  return self.fc(torch.relu(y).mean([2, 3]))";

// Of one picture [3, H, W], as [C, 1, H, W].
struct PictureWalk {
  PictureWalk(const ScriptNet& of, const at::Tensor& picture)
      : net(of), x(conv("conv1", picture.unsqueeze(1)).relu()) {}

  [[nodiscard]] at::Tensor conv(const std::string& name, const at::Tensor& in) const {
    return at::conv2d(in.transpose(0, 1), net.weight(name + ".weight"), net.weight(name + ".bias"),
                      {1, 1}, at::IntArrayRef{1, 1})
        .transpose(0, 1)
        .contiguous();
  }
  [[nodiscard]] at::Tensor weight(const std::string& name) const {
    return net.weight(name + ".weight");
  }
  // From the unit of class c down to y, whose ReLU's mean feeds the layer `head`.
  [[nodiscard]] at::Tensor at_y(const at::Tensor& y, int64_t c,
                                const std::string& head = "fc") const {
    const at::Tensor r = y.relu();
    return down_mean(r, down_linear(r.mean({1, 2, 3}), weight(head), unit_of(c, 4)));
  }

  const ScriptNet& net;
  at::Tensor x;
};

using Walk = std::function<at::Tensor(const PictureWalk&, int64_t c)>;

void expect_walk(const ScriptNet& net, const Walk& walk) {
  const auto input = random_input({2, 3, 6, 6});
  const at::Tensor got = winning(net_2d(net, "conv1"), input, 2);
  const at::Tensor frozen = winning(net_2d(net, "@conv[0]", true), input, 2);
  for (int64_t n = 0; n < 2; ++n) {
    const at::Tensor wanted = walk(PictureWalk(net, input[n]), 2).squeeze(1);
    EXPECT_GT(wanted.max().item<double>(), 0);
    EXPECT_LT(relative_difference(got[n], wanted), 1e-12);
    EXPECT_LT(relative_difference(frozen[n], wanted), 1e-12);
  }
}

// Both branches have negative values: P is shared by what is positive of each.
TEST(ExcitedNetTest, AResidualSumSharesByItsParts) {
  for (const char* sum : {"y = self.conv2(x) + x", "y = self.conv2(x)\n  y += x"}) {
    expect_walk(net_of(std::string(sum) + "\n" + kHead), [](const PictureWalk& w, int64_t c) {
      const at::Tensor branch = w.conv("conv2", w.x), P = w.at_y(branch + w.x, c);
      const at::Tensor both = branch.relu() + w.x;
      const auto part = [&](const at::Tensor& a) {
        return at::where(both > 0, a.relu() / both, at::zeros_like(a)) * P;
      };
      return down_conv(w.x, w.weight("conv2"), part(branch)) + part(w.x);
    });
  }
}

TEST(ExcitedNetTest, ConcatenationGivesEachPartItsOwn) {
  expect_walk(net_of("y = torch.cat([self.conv2(x), self.conv3(x)], 1)\n"
                     "  return self.wide(torch.relu(y).mean([2, 3]))"),
              [](const PictureWalk& w, int64_t c) {
                const at::Tensor y = at::cat({w.conv("conv2", w.x), w.conv("conv3", w.x)});
                const at::Tensor P = w.at_y(y, c, "wide");
                return down_conv(w.x, w.weight("conv2"), P.narrow(0, 0, 6)) +
                       down_conv(w.x, w.weight("conv3"), P.narrow(0, 6, 6));
              });
}

// Two of the batch norm's scales are negative: there, what excites the pair is what inhibits the
// convolution.
TEST(ExcitedNetTest, AConvolutionAndItsBatchNormAreOneLayer) {
  expect_walk(net_of(std::string("y = self.bn(self.conv2(x))\n") + kHead), [](const PictureWalk& w,
                                                                              int64_t c) {
    const at::Tensor scale = w.weight("bn") / (w.net.weight("bn.running_var") + 1e-5).sqrt();
    const at::Tensor shift = w.net.weight("bn.bias") - w.net.weight("bn.running_mean") * scale;
    const at::Tensor y = w.conv("conv2", w.x) * scale.view({6, 1, 1, 1}) + shift.view({6, 1, 1, 1});
    return down_conv(w.x, w.weight("conv2") * scale.view({6, 1, 1, 1}), w.at_y(y, c));
  });
}

// What passes each value, whatever it makes of it.
TEST(ExcitedNetTest, ActivationsScalesAndShiftsPass) {
  const std::vector<std::string> same{"torch.leaky_relu(y, 0.1)",
                                      "torch.relu_(y)",
                                      "torch.relu6(y * 0.01) * 100",
                                      "torch.relu(2.0 * y / 2)",
                                      "torch.dropout(torch.relu(y), 0.5, False)",
                                      "torch.relu(y).flatten(2).unsqueeze(3)"};
  for (const std::string& call : same)
    expect_walk(net_of("y = self.conv2(x)\n  y = " + call + "\n" + kHead),
                [](const PictureWalk& w, int64_t c) {
                  const at::Tensor y = w.conv("conv2", w.x);
                  return down_conv(w.x, w.weight("conv2"), w.at_y(y, c));
                });
}

// The ways in which traced, scripted and older models write the same two layers.
TEST(ExcitedNetTest, AllSpellingsOfALayerAreOne) {
  const std::vector<std::string> spellings{
      "torch._convolution(x, self.conv2.weight, self.conv2.bias, [1, 1], [1, 1], [1, 1], False, "
      "[0, 0], 1, False, False, True, True)",
      "torch.convolution(x, self.conv2.weight, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1) + "
      "self.conv2.bias.view([6, 1, 1])",
      "self.conv2.bias.view([6, 1, 1]) + torch.conv2d(x, self.conv2.weight, None, [1, 1], [1, 1])"};
  const std::vector<std::string> heads{"torch.addmm(self.fc.bias, y, self.fc.weight.t())",
                                       "y.matmul(self.fc.weight.t()) + self.fc.bias",
                                       "torch.mm(y, self.fc.weight.t()).add_(self.fc.bias)",
                                       "self.fc(y) * 8.0",
                                       "torch.matmul(self.fc.weight, y.t()).t() + self.fc.bias"};
  const auto input = random_input({2, 3, 6, 6});
  const auto body = [](const std::string& conv, const std::string& head) {
    ScriptNet net = net_of("y = " + conv +
                           "\n  y = torch.adaptive_avg_pool2d(torch.relu(y), [1, 1]).flatten(1)\n"
                           "  return " +
                           head);
    return net;
  };
  for (const bool negated : {false, true}) {
    const at::Tensor wanted =
        winning(net_2d(body("self.conv2(x)", "self.fc(y)"), "conv1"), input, 1, negated);
    for (const auto& conv : spellings)
      EXPECT_LT(relative_difference(
                    winning(net_2d(body(conv, "self.fc(y)"), "conv1"), input, 1, negated), wanted),
                1e-12)
          << conv;
    for (const auto& head : heads)
      EXPECT_LT(
          relative_difference(
              winning(net_2d(body("self.conv2(x)", head), "conv1"), input, 1, negated), wanted),
          1e-12)
          << head;
  }
}

// A classifier that is a convolution, as in SqueezeNet: both walks start at the class's own map.
TEST(ExcitedNetTest, PooledClassMapsPartTheWalkOfTheDualToo) {
  const ScriptNet net = net_of("return torch.relu(self.conv2(x)).mean([2, 3])");
  const auto input = random_input({1, 3, 6, 6});
  const PictureWalk w(net, input[0]);
  const at::Tensor classes = w.conv("conv2", w.x);
  for (const double sign : {1., -1.}) {
    const at::Tensor P = down_mean(classes.relu(), unit_of(2, 6));
    const at::Tensor wanted = down_conv(w.x, w.weight("conv2") * sign, P).squeeze(1);
    const at::Tensor got = winning(net_2d(net, "conv1"), input, 2, sign < 0);
    EXPECT_GT(wanted.max().item<double>(), 0);
    EXPECT_LT(relative_difference(got[0], wanted), 1e-12) << sign;
  }
}

// A layer that runs frame by frame, in a loop.
TEST(ExcitedNetTest, EachCallOfALayerHasItsPartOfTheWalk) {
  ScriptNet net(9, at::kDouble);
  net.conv2d("conv1", 3, 6).linear("fc", 6, 5);
  net.define(
      "def forward(self, x):\n  sum = torch.zeros([1])\n  for t in range(x.size(2)):\n"
      "    sum = sum + torch.relu(self.conv1(x[:, :, t])).mean([2, 3])\n  return self.fc(sum)\n");
  const std::string path = save_model(net.module(), "frames.pt");
  const auto input = random_input({2, 3, 4, 6, 6});
  const TappedModel all(path, testing::c3d_like_card(),
                        {"conv1", true, "cpu", Precision::Float32, {}, true});
  const auto calls = all.forward_excited(input, false);
  ASSERT_EQ(calls.size(), 4U);
  double sum = 0;
  for (int64_t t = 0; t < 4; ++t) {
    const auto& call = calls[static_cast<size_t>(t)];
    const at::Tensor P = gradient(call, call.logits.select(1, 2), true);
    const TappedModel one(path, testing::c3d_like_card(), tap("conv1#" + std::to_string(t)));
    EXPECT_LT(relative_difference(P, winning(one, input, 2)), 1e-12) << t;
    sum += P[0].sum().item<double>();
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(ExcitedNetTest, OperatorsWithoutARuleAreNamed) {
  const auto input = random_input({1, 3, 6, 6});
  const std::map<std::string, std::string> bodies{
      {"y = self.conv2(x) * torch.sigmoid(self.conv3(x))", "mul"},
      {"y = torch.softmax(self.conv2(x), 1)", "softmax"},
      {"y = self.conv2(x) - x", "sub"},
      {"y = torch.add(self.conv2(x), x, alpha=-1)", "add"},
      {"y = torch.layer_norm(self.conv2(x), [6, 6])", "layer_norm"},
      {"y = self.conv2(x) * -2", "mul"}};
  for (const auto& [body, op] : bodies) {
    const TappedModel model = net_2d(net_of(body + "\n" + kHead), "conv1");
    expect_error(
        ExitCode::Unusable, [&] { (void)model.forward_excited(input, false); }, "no rule for " + op,
        "layer 'conv1'", "tap a layer behind it");
  }
}

TEST(ExcitedNetTest, ALayerWithNoWeightsBehindItHasNoDual) {
  const auto input = random_input({1, 3, 6, 6});
  const TappedModel model = net_2d(net_of("return x.mean([2, 3])"), "conv1");
  EXPECT_NEAR(winning(model, input, 1).sum().item<double>(), 1, 1e-12);
  expect_error(
      ExitCode::Unusable, [&] { (void)model.forward_excited(input, true); }, "no dual",
      "tap an earlier layer");
}

}  // namespace
}  // namespace vidcam
