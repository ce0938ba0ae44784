#include "samples/answers/answer_net.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <memory>

#include "samples/captions/caption_net.h"
#include "samples/training/normed_conv.h"

namespace vidcam::samples {
namespace {

constexpr int64_t kQuestionSize = 48, kKeySize = 32, kHiddenSize = 96;

constexpr const char* kForward = R"(
def forward(self, A, question):
  V = A.flatten(2).transpose(1, 2)
  q = torch.tanh(torch.matmul(question, self.words))
  fit = torch.matmul(torch.matmul(V, self.key), torch.matmul(q, self.query).unsqueeze(2)).squeeze(2)
  alpha = torch.softmax(fit, 1)
  seen = torch.matmul(alpha.unsqueeze(1), V).squeeze(1)
  hidden = torch.relu(torch.addmm(self.hidden_bias, torch.cat([seen, q], 1), self.hidden_weight))
  return torch.addmm(self.out_bias, hidden, self.out_weight)
)";

}  // namespace

AnswerHead::AnswerHead(const Sizes& sizes)
    : weights_{{"words", drawn_weight(sizes.words, kQuestionSize)},
               // Small: at first the network looks everywhere.
               {"key", drawn_weight(sizes.channels, kKeySize) * 0.1},
               {"query", drawn_weight(kQuestionSize, kKeySize)},
               {"hidden_weight", drawn_weight(sizes.channels + kQuestionSize, kHiddenSize)},
               {"hidden_bias", at::zeros({kHiddenSize})},
               {"out_weight", drawn_weight(kHiddenSize, sizes.answers)},
               {"out_bias", at::zeros({sizes.answers})}} {
  for (auto& each : weights_) each.second = trainable(each.second);
}

std::vector<at::Tensor> AnswerHead::parameters() const {
  std::vector<at::Tensor> all;
  all.reserve(weights_.size());
  for (const auto& each : weights_) all.push_back(each.second);
  return all;
}

const at::Tensor& AnswerHead::weight(const std::string& name) const {
  return std::find_if(weights_.begin(), weights_.end(),
                      [&](const auto& each) { return each.first == name; })
      ->second;
}

at::Tensor AnswerHead::attention(const at::Tensor& A, const at::Tensor& question) const {
  const at::Tensor V = A.flatten(2).transpose(1, 2);
  const at::Tensor q = at::tanh(question.matmul(weight("words")));
  const at::Tensor fit = V.matmul(weight("key")).matmul(q.matmul(weight("query")).unsqueeze(2));
  return fit.squeeze(2).softmax(1);
}

torch::jit::Module AnswerHead::module(const ScriptUnit& unit, bool trained) const {
  torch::jit::Module head = script_module("AnswerHead", unit);
  for (const auto& [name, weight] : weights_)
    head.register_parameter(name, trained ? weight : weight.detach().clone(), false);
  head.define(kForward);
  return head;
}

torch::jit::Module answer_module(const torch::jit::Module& captioner, const AnswerHead& head) {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module net = script_module("AnswerNet", unit);
  std::string forward = "def forward(self, x, question):\n";
  for (const auto& child : captioner.named_children()) {
    const bool convolution = child.name.rfind("conv", 0) == 0;
    if (!convolution && child.name.rfind("pool", 0) != 0) continue;
    net.register_module(child.name, child.value);
    const std::string called = "self." + child.name + ".forward(x)";
    forward += "  x = " + (convolution ? "torch.relu(" + called + ")" : called) + "\n";
  }
  net.register_module("answer", head.module(unit, /*trained=*/false));
  net.define(forward + "  return self.answer.forward(x, question)\n");
  net.eval();
  return net;
}

}  // namespace vidcam::samples
