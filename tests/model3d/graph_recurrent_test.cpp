#include "model3d/graph_recurrent.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/jit/ir/constants.h>

#include "model3d/graph_constants.h"
#include "model3d/graph_run.h"
#include "model3d/graph_walk.h"
#include "tests/model3d/tapping.h"

namespace vidcam {
namespace {

using testing::random_input;
using testing::relative_difference;
using testing::ScriptNet;

constexpr int64_t kHidden = 4;

// Two layers over the frames' mean colours, with dropout between them; `train` as a model has it
// that was traced in training mode.
ScriptNet recurrent_net(const std::string& op, int64_t gates, bool train) {
  ScriptNet net(11, at::kDouble);
  const std::vector<std::vector<int64_t>> shapes = {{gates * kHidden, 3},
                                                    {gates * kHidden, kHidden},
                                                    {gates * kHidden, kHidden},
                                                    {gates * kHidden, kHidden}};
  at::manual_seed(4);
  for (size_t i = 0; i < shapes.size(); ++i)
    net.parameter("w" + std::to_string(i), at::randn(shapes[i], at::kDouble));
  net.linear("fc", kHidden, 4);
  // 7: float64
  const std::string h = "torch.zeros([2, x.size(0), 4], dtype=7)";
  net.define("def forward(self, x):\n  h = " + h + "\n  y = torch." + op +
             "(x.mean([3, 4]).transpose(1, 2), " + (op == "lstm" ? "[h, h]" : "h") +
             ", [self.w0, self.w1, self.w2, self.w3], False, 2, 0.5, " +
             (train ? "True" : "False") + ", False, True)[0]\n  return self.fc(y[:, -1])\n");
  return net;
}

// The flag `train` of the one recurrent operator.
bool trains(const detail::ModelGraph& model, const std::string& op) {
  bool found = false, flag = false;
  detail::each_node(model.graph->block(), [&](const torch::jit::Node* n) {
    if (detail::op_name(n) != op) return;
    found = true;
    flag = torch::jit::constant_as<bool>(n->namedInput("train")).value();
  });
  EXPECT_TRUE(found);
  return flag;
}

at::Tensor scores_of(const detail::ModelGraph& model, const at::Tensor& x) {
  detail::Tape tape;
  return detail::GraphRunner(model, model.graph, testing::c3d_like_card(), "net").run(x, tape);
}

TEST(GraphRecurrentTest, TrainingWithoutDropoutIsEvaluation) {
  const at::Tensor x = random_input({2, 3, 5, 4, 4});
  for (const auto& [op, gates] :
       {std::pair("lstm", 4), std::pair("gru", 3), std::pair("rnn_tanh", 1)}) {
    const at::Tensor expected =
        scores_of(detail::read_graph(recurrent_net(op, gates, false).module(), "net"), x);
    for (const bool traced_in_training : {false, true}) {
      for (const bool training : {false, true}) {
        auto model =
            detail::read_graph(recurrent_net(op, gates, traced_in_training).module(), "net");
        detail::settle_recurrent(model, training);
        EXPECT_EQ(trains(model, op), training);
        EXPECT_LT(relative_difference(scores_of(model, x), expected), 1e-13) << op;
      }
    }
  }
}

// Dropout would make each run another one.
TEST(GraphRecurrentTest, AModelTracedInTrainingModeHasNoDropout) {
  const at::Tensor x = random_input({2, 3, 5, 4, 4});
  const auto loaded = [&](bool train) {
    return TappedModel(testing::save_model(recurrent_net("lstm", 4, train).module(), "lstm.pt"),
                       testing::c3d_like_card(), testing::tap("@mean[0]"))
        .logits(x);
  };
  EXPECT_LT(relative_difference(loaded(true), loaded(false)), 1e-13);
}

}  // namespace
}  // namespace vidcam
