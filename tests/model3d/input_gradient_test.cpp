#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "model3d/archive.h"
#include "model3d/graph_gates.h"
#include "model3d/graph_walk.h"
#include "tests/model3d/gates_by_hand.h"
#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"

// TappedModel::forward_from_input: dS/dx under each rule.
namespace vidcam {
namespace {

using testing::c3d;
using testing::expect_error;
using testing::Function;
using ::testing::HasSubstr;
using testing::random_input;
using testing::relative_difference;
using testing::save_model;
using testing::ScriptNet;
using testing::tap;

constexpr std::array kRules{ReluRule::Plain, ReluRule::Guided, ReluRule::Deconv};

at::Tensor input_gradient(const TappedModel& model, const at::Tensor& input, int64_t c,
                          ReluRule rule) {
  const auto forward = model.forward_from_input(input, rule);
  return gradient(forward, forward.logits.select(1, c), false);
}

TappedModel net_2d(const ScriptNet& net, const std::string& name) {
  return {save_model(net.module(), name), testing::net_2d_card(), {}};
}

// h = relu(W x), S = v h, with x = (1, 2, 3):
//   W x = (1, 2, -3, -3), v = (5, -7, 11, -13)
//   Plain   5 W_0 - 7 W_1     1[x > 0] G
//   Guided  5 W_0             1[x > 0] relu(G)
//   Deconv  5 W_0 + 11 W_2    relu(G)
TEST(InputGradientTest, GivesWhatIsComputedByHand) {
  ScriptNet net(1, at::kDouble);
  const at::Tensor W = at::tensor({1., 0., 0., 0., 1., 0., 0., 0., -1., -1., -1., 0.}, at::kDouble);
  net.conv2d("conv", 3, 3)
      .parameter("W", W.reshape({4, 3, 1, 1}))
      .parameter("v", at::tensor({5., -7., 11., -13.}, at::kDouble).reshape({1, 4}));
  net.define(
      "def forward(self, x):\n  h = torch.relu(torch.conv2d(x, self.W))\n"
      "  return torch.linear(h.flatten(1), self.v)\n");
  const TappedModel model(save_model(net.module(), "by_hand.pt"), testing::net_2d_card(),
                          tap("@relu[0]"));
  const at::Tensor x = at::tensor({1., 2., 3.}, at::kDouble).reshape({1, 3, 1, 1});
  const std::array<std::vector<double>, 3> wanted{{{5, -7, 0}, {5, 0, 0}, {5, 0, -11}}};
  for (size_t r = 0; r < kRules.size(); ++r) {
    const at::Tensor got = input_gradient(model, x, 0, kRules[r]);
    EXPECT_TRUE(at::equal(got.flatten(), at::tensor(wanted[r], at::kDouble))) << r << got;
  }
}

TEST(InputGradientTest, PlainAgreesWithFiniteDifferences) {
  const auto net = testing::make_c3d_like(2, at::kDouble);
  const auto model = c3d(net, "differences.pt");
  const auto input = random_input({1, 3, 8, 16, 16});
  const auto got = input_gradient(model, input, 1, ReluRule::Plain);
  const auto score = [&](const at::Tensor& x) { return model.logits(x)[0][1].item<double>(); };
  const double h = 1e-6, scale = got.abs().max().item<double>();
  for (int64_t i = 0; i < got.numel(); i += 211) {
    at::Tensor up = input.clone(), down = input.clone();
    up.view({-1})[i] += h;
    down.view({-1})[i] -= h;
    EXPECT_NEAR(got.reshape({-1})[i].item<double>(), (score(up) - score(down)) / (2 * h),
                1e-6 * scale)
        << i;
  }
}

TEST(InputGradientTest, AgreesWithAutogradOnAVideoNetUnderEachRule) {
  const auto net = testing::make_c3d_like(3, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const TappedModel named = c3d(net, "named.pt", tap("conv3b"));
  const TappedModel frozen(save_model(testing::frozen(net.module()), "frozen.pt"),
                           testing::c3d_like_card(), tap("@conv[-1]"));
  for (const ReluRule rule : kRules) {
    const auto wanted = testing::input_gradient_by_hand(
        [&](const at::Tensor& x) { return testing::c3d_by_hand(net, x, rule); }, input, 3);
    EXPECT_GT(wanted.abs().max().item<double>(), 0);
    EXPECT_LT(relative_difference(input_gradient(named, input, 3, rule), wanted), 1e-12);
    EXPECT_LT(relative_difference(input_gradient(frozen, input, 3, rule), wanted), 1e-12);
  }
}

struct Kind {
  std::string call;  // on y
  Function f;
  double upper = std::numeric_limits<double>::infinity();
};

std::vector<Kind> kinds(const at::Tensor& slope) {
  const auto relu = [](const at::Tensor& x) { return at::relu(x); };
  const auto leaky = [](const at::Tensor& x) { return at::leaky_relu(x, 0.1); };
  const auto up_to = [](double b) {
    return [b](const at::Tensor& x) { return at::hardtanh(x, 0, b); };
  };
  return {
      {"torch.relu(y)", relu},
      {"torch.relu_(y)", relu},
      {"self.act(y)", relu},
      {"self.act_in_place(y)", relu},
      {"torch.clamp_min(y, 0)", relu},
      {"torch.clamp_min_(y, 0)", relu},
      {"torch.clamp(y, 0)", relu},
      {"torch.threshold(y, 0, 0)", relu},
      {"torch.clamp(y, 0, 0.5)", up_to(0.5), 0.5},
      {"torch.clamp_(y, 0, 0.5)", up_to(0.5), 0.5},
      {"torch.hardtanh(y, 0., 0.5)", up_to(0.5), 0.5},
      {"torch.hardtanh_(y, 0., 0.5)", up_to(0.5), 0.5},
      {"torch.relu6(y)", up_to(6), 6},
      {"torch.relu6_(y)", up_to(6), 6},
      {"torch.leaky_relu(y, 0.1)", leaky},
      {"torch.leaky_relu_(y, 0.1)", leaky},
      {"torch.prelu(y, self.slope)", [slope](const at::Tensor& x) { return at::prelu(x, slope); }}};
}

ScriptNet two_activations(const std::string& call) {
  ScriptNet net(8, at::kDouble);
  net.conv2d("conv1", 3, 6).conv2d("conv2", 6, 6).conv2d("head", 6, 4);
  net.relu("act").relu("act_in_place", true).parameter("slope", at::full({1}, 0.2, at::kDouble));
  net.define("def forward(self, x):\n  y = self.conv1(x)\n  z = " + call +
             "\n  y = self.conv2(z)\n  z = " + call + "\n  return self.head(z).mean([2, 3])\n");
  return net;
}

at::Tensor two_activations_by_hand(const ScriptNet& net, const Kind& kind, const at::Tensor& input,
                                   ReluRule rule) {
  const auto conv = [&](const std::string& name, const at::Tensor& x) {
    return at::conv2d(x, net.weight(name + ".weight"), net.weight(name + ".bias"), {1, 1},
                      at::IntArrayRef{1, 1});
  };
  const auto act = [&](const at::Tensor& x) {
    return testing::gated_by_hand(kind.f, x, rule, kind.upper);
  };
  return conv("head", act(conv("conv2", act(conv("conv1", input))))).mean(at::IntArrayRef{2, 3});
}

TEST(InputGradientTest, EveryKindOfReluFollowsTheRule) {
  const auto input = random_input({2, 3, 16, 16}) * 20;  // so that relu6 meets its upper bound
  for (const Kind& kind : kinds(at::full({1}, 0.2, at::kDouble))) {
    const auto net = two_activations(kind.call);
    const auto model = net_2d(net, "kind.pt");
    const auto scores = model.logits(input);
    for (const ReluRule rule : kRules) {
      const auto wanted = testing::input_gradient_by_hand(
          [&](const at::Tensor& x) { return two_activations_by_hand(net, kind, x, rule); }, input,
          2);
      EXPECT_LT(relative_difference(input_gradient(model, input, 2, rule), wanted), 1e-12)
          << kind.call << ", rule " << static_cast<int>(rule);
      EXPECT_TRUE(at::equal(model.forward_from_input(input, rule).logits.detach(), scores))
          << kind.call;
    }
    EXPECT_EQ(model.rule_note(), "") << kind.call;
  }
}

// Each program reads, in another way, memory that an in-place ReLU wrote to.
TEST(InputGradientTest, ReadersOfWhatAnInPlaceReluWroteStandBehindItsGate) {
  const std::vector<std::string> programs{
      "  y = self.conv(x)\n  torch.relu_(y)\n  return self.head(y).mean([2, 3])\n",
      "  y = self.conv(x)\n  torch.relu_(y.permute([0, 2, 3, 1]))\n  return self.head(y).mean([2, "
      "3])\n",
      "  y = self.conv(x)\n  v = y.transpose(2, 3)\n  torch.relu_(y)\n"
      "  return self.head(v.transpose(2, 3)).mean([2, 3])\n",
      "  y = self.conv(x)\n  y.add_(0.0)\n  z = torch.relu_(y)\n"
      "  return (0.5 * self.head(z) + 0.5 * self.head(y)).mean([2, 3])\n"};
  const auto input = random_input({1, 3, 16, 16});
  for (const std::string& program : programs) {
    ScriptNet net(9, at::kDouble);
    net.conv2d("conv", 3, 6).conv2d("head", 6, 4).define("def forward(self, x):\n" + program);
    const auto model = net_2d(net, "in_place.pt");
    for (const ReluRule rule : kRules) {
      const auto wanted = testing::input_gradient_by_hand(
          [&](const at::Tensor& x) {
            const auto conv = at::conv2d(x, net.weight("conv.weight"), net.weight("conv.bias"),
                                         {1, 1}, at::IntArrayRef{1, 1});
            return at::conv2d(testing::relu_by_hand(conv, rule), net.weight("head.weight"),
                              net.weight("head.bias"), {1, 1}, at::IntArrayRef{1, 1})
                .mean(at::IntArrayRef{2, 3});
          },
          input, 1);
      EXPECT_LT(relative_difference(input_gradient(model, input, 1, rule), wanted), 1e-12)
          << program << static_cast<int>(rule);
    }
  }
}

TEST(InputGradientTest, AReluInALoopIsGatedEachTime) {
  ScriptNet net(10, at::kDouble);
  net.conv2d("conv", 3, 3);
  net.define(
      "def forward(self, x):\n  for i in range(4):\n    x = torch.relu(self.conv(x))\n"
      "  return x.mean([2, 3])\n");
  const auto input = random_input({2, 3, 16, 16});
  const auto model = net_2d(net, "loop.pt");
  for (const ReluRule rule : kRules) {
    const auto wanted = testing::input_gradient_by_hand(
        [&](at::Tensor x) {
          for (int i = 0; i < 4; ++i) {
            x = at::conv2d(x, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                           at::IntArrayRef{1, 1});
            x = testing::relu_by_hand(x, rule);
          }
          return x.mean(at::IntArrayRef{2, 3});
        },
        input, 0);
    EXPECT_GT(wanted.abs().max().item<double>(), 0);
    EXPECT_LT(relative_difference(input_gradient(model, input, 0, rule), wanted), 1e-12);
  }
}

TEST(InputGradientTest, AModelMayWriteToItsInput) {
  ScriptNet net(11, at::kDouble);
  net.conv2d("conv", 3, 4);
  net.define("def forward(self, x):\n  x.mul_(2.0)\n  return self.conv(x).mean([2, 3])\n");
  const auto input = random_input({1, 3, 16, 16});
  const auto kept = input.clone();
  const auto got = input_gradient(net_2d(net, "writes.pt"), input, 0, ReluRule::Plain);
  EXPECT_TRUE(at::equal(input, kept));
  const auto wanted = testing::input_gradient_by_hand(
      [&](const at::Tensor& x) {
        return at::conv2d(x * 2, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                          at::IntArrayRef{1, 1})
            .mean(at::IntArrayRef{2, 3});
      },
      input, 0);
  EXPECT_LT(relative_difference(got, wanted), 1e-12);
}

TEST(InputGradientTest, GatesShareTheWeightsAndLeaveTheTapAlone) {
  const auto net = testing::make_c3d_like(12, at::kDouble);
  const auto model = c3d(net, "shared.pt", tap("conv3b"));
  const auto input = random_input({1, 3, 8, 16, 16});
  const auto before = testing::explained(model, input, 0);
  EXPECT_GT(relative_difference(input_gradient(model, input, 0, ReluRule::Guided),
                                input_gradient(model, input, 0, ReluRule::Plain)),
            0.01);
  const auto after = testing::explained(model, input, 0);
  EXPECT_TRUE(at::equal(before.a, after.a));
  EXPECT_TRUE(at::equal(before.g, after.g));

  const auto graph = detail::read_graph(net.module(), "net");
  const auto memory = [](const std::shared_ptr<torch::jit::Graph>& g) {
    std::vector<const void*> places;
    detail::each_node(g->block(), [&](torch::jit::Node* n) {
      if (n->hasAttribute(c10::attr::value) &&
          n->kindOf(c10::attr::value) == torch::jit::AttributeKind::t)
        places.push_back(n->t(c10::attr::value).const_data_ptr());
    });
    return places;
  };
  EXPECT_EQ(memory(graph.graph).size(), 12U);
  EXPECT_EQ(memory(detail::with_gates(graph)), memory(graph.graph));
}

TEST(InputGradientTest, RulesOnTwoThreadsDoNotMeet) {
  const auto model = c3d(testing::make_c3d_like(13, at::kDouble), "threads.pt");
  const auto input = random_input({1, 3, 8, 16, 16});
  const auto plain_model = c3d(testing::make_c3d_like(13, at::kDouble), "threads2.pt");
  std::array<at::Tensor, 3> wanted;
  for (size_t r = 0; r < 3; ++r) wanted[r] = input_gradient(plain_model, input, 0, kRules[r]);
  std::array<int, 3> wrong{};
  {
    std::vector<std::jthread> threads;
    for (size_t r = 0; r < 3; ++r) {
      threads.emplace_back([&, r] {
        for (int round = 0; round < 5; ++round)
          wrong[r] += at::allclose(input_gradient(model, input, 0, kRules[r]), wanted[r]) ? 0 : 1;
      });
    }
  }
  EXPECT_EQ(wrong, (std::array<int, 3>{}));
}

TEST(InputGradientTest, SaysWhichActivationsHaveNoRule) {
  const auto note = [](const std::string& code) {
    ScriptNet net(14);
    net.conv2d("conv", 3, 4)
        .define("def forward(self, x):\n  y = self.conv(x)\n  return (" + code +
                ").mean([2, 3])\n");
    return net_2d(net, "note.pt").rule_note();
  };
  EXPECT_EQ(note("torch.relu(y)"), "");
  EXPECT_EQ(note("torch.relu(torch.silu(torch.gelu(y)))"),
            "guided backpropagation and deconvnet change the model's ReLUs only; left as they are: "
            "gelu, silu");
  EXPECT_THAT(note("torch.relu(torch.hardtanh(y, -1., 1.))"), HasSubstr("are: hardtanh"));
  EXPECT_EQ(note("torch.sigmoid(y)"),
            "guided backpropagation and deconvnet are the plain gradient here: no ReLU; left as "
            "they are: sigmoid");
  EXPECT_EQ(note("y"), "guided backpropagation and deconvnet are the plain gradient here: no ReLU");
}

TEST(InputGradientTest, RefusesWhatHasNoGradient) {
  ScriptNet net(15, at::kDouble);
  net.conv2d("conv", 3, 4);
  net.define("def forward(self, x):\n  return self.conv(x.detach()).mean([2, 3])\n");
  const auto model = net_2d(net, "detached.pt");
  const auto input = random_input({1, 3, 16, 16});
  EXPECT_NO_THROW((void)testing::explained(model, input, 0));
  expect_error(
      ExitCode::Unusable, [&] { (void)input_gradient(model, input, 0, ReluRule::Plain); },
      "no gradient reaches the input");

  ScriptNet overwritten(16, at::kDouble);
  overwritten.conv2d("conv", 3, 4);
  overwritten.define(
      "def forward(self, x):\n  y = torch.sigmoid(x)\n  z = self.conv(y)\n  y.mul_(2.0)\n"
      "  return z.mean([2, 3]) + y.mean()\n");
  const auto second = net_2d(overwritten, "overwritten.pt");
  expect_error(
      ExitCode::Unusable, [&] { (void)input_gradient(second, input, 0, ReluRule::Plain); },
      "the gradient back to the input failed", "inplace");
}

}  // namespace
}  // namespace vidcam
