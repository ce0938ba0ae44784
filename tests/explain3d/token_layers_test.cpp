#include <gmock/gmock.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "explain3d/clip_explainer.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/model3d/token_net.h"
#include "tests/support/expect_error.h"

// Maps of a layer that gives tokens, from the model's input on, against the same net by hand.
namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;

constexpr int kClass = 1;
const char* const kCard = R"({"input": {"layout": "NCHW", "height": 16, "width": 16}})";

ExplainOptions options_for(const ScriptNet& net, const std::string& card) {
  ExplainOptions options;
  options.model_path = save_model(net.module(), "tokens.pt", card);
  options.device = "cpu";
  options.layer = "tokens";
  return options;
}

class TokenLayersTest : public ::testing::Test {
 protected:
  TokenLayersTest() {
    const at::Tensor x = random_input({1, 3, 16, 16}).to(at::kFloat);
    input_ = {{1, 3, 16, 16}, {x.const_data_ptr<float>(), x.const_data_ptr<float>() + x.numel()}};
    tokens_ = tokens_by_hand(net_, x.to(at::kDouble));
  }

  MethodMap map(const std::string& method) {
    ExplainOptions options = options_for(net_, kCard);
    options.methods = {method};
    ClipExplainer explainer(options);
    const std::vector<TargetSpec> targets = {{{ClassChoice::Kind::Class, kClass}}};
    MethodMap map = explainer.explain(input_, targets)[0].targets[0].maps[0];
    EXPECT_THAT(explainer.facts().layer_shape, ElementsAre(6, 4, 4));
    EXPECT_THAT(explainer.facts().warnings,
                ::testing::Contains("layer 'tokens' gives tokens 1 x 17 x 6, read as 4 x 4 "
                                    "positions behind a class token"));
    return map;
  }
  [[nodiscard]] double score(const at::Tensor& tokens) const {
    return behind_tokens(net_, tokens)[0][kClass].item<double>();
  }
  // relu(sum_k w_k A^k) over the 16 positions.
  [[nodiscard]] std::vector<double> weighted(const at::Tensor& w) const {
    return doubles((tokens_[0].slice(0, 1) * w).sum(1).relu());
  }

  ScriptNet net_ = tokens_net();
  NpyArray input_;
  at::Tensor tokens_;  // [1, 17, 6]
};

TEST_F(TokenLayersTest, GradCamWeighsTheChannelsOfThePositions) {
  const at::Tensor leaf = tokens_.detach().clone().requires_grad_(true);
  const at::Tensor g = torch::autograd::grad({behind_tokens(net_, leaf)[0][kClass]}, {leaf})[0];
  const MethodMap got = map("gradcam");
  EXPECT_EQ(got.heat.h, 4);
  EXPECT_EQ(got.heat.w, 4);
  expect_map_near(got.heat.values, weighted(g[0].slice(0, 1).mean(0)), 1e-6);
}

// The class token stays what it was where a channel of the positions is set to 0.
TEST_F(TokenLayersTest, AblationAsksWithTheClipsOwnClassToken) {
  std::vector<double> w;
  const double y = score(tokens_);
  for (int64_t k = 0; k < 6; ++k) {
    at::Tensor without = tokens_.clone();
    without.slice(1, 1).select(2, k).zero_();
    w.push_back((y - score(without)) / std::abs(y));
  }
  expect_map_near(map("ablationcam").heat.values, weighted(at::tensor(w)), 1e-6);
}

// [1, 6, 17]: the layer mixes tokens, so it has the channels before them.
TEST_F(TokenLayersTest, TokensOnNoGridAreRefusedWithAdvice) {
  ExplainOptions options = options_for(net_, kCard);
  options.layer = "mix";
  ClipExplainer explainer(options);
  const std::vector<TargetSpec> targets = {{{ClassChoice::Kind::Class, kClass}}};
  expect_error(
      ExitCode::Unusable, [&] { (void)explainer.explain(input_, targets); },
      "layer 'mix' gives tokens 1 x 6 x 17", "name the grid by the model card's layer_grid");
}

}  // namespace
}  // namespace vidcam::testing
