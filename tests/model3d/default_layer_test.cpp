#include "model3d/default_layer.h"

#include <gtest/gtest.h>

#include "model3d/layers.h"
#include "tests/support/script_models.h"

// Which layer is explained where none is named.
namespace vidcam {
namespace {

using testing::ScriptNet;

constexpr const char* kCard = R"({"input": {"layout": "NCHW", "height": 16, "width": 16}})";

const std::string kWritten =
    "torch.matmul(torch.softmax(torch.matmul(t, t.transpose(1, 2)), 2), t)";
const std::string kFused = "torch.scaled_dot_product_attention(t, t, t)";
const std::string kClassToken = "t[:, 0]";

// A vision transformer in small: patches of 4 x 4 behind a class token, two blocks, a norm.
// features: what is made of the tokens t before the classifier.
ScriptNet transformer(const std::string& attention, const std::string& features) {
  ScriptNet net(3);
  net.conv2d("patch", 3, 6).conv2d("last", 6, 6).linear("fc", 6, 4);
  net.parameter("cls", at::full({1, 1, 6}, 0.5));
  for (const char* norm : {"norm1", "norm2", "norm3"})
    net.layer(norm, "LayerNorm", "def forward(self, x):\n  return torch.layer_norm(x, [6])\n");
  net.define("def attend(self, t):\n  return " + attention + "\n");
  net.define(
      "def forward(self, x):\n"
      "  p = torch.avg_pool2d(self.patch(x), [4, 4]).flatten(2).transpose(1, 2)\n"
      "  t = torch.cat([self.cls.expand([x.size(0), 1, 6]), p], 1)\n"
      "  t = t + self.attend(self.norm1(t))\n"
      "  t = t + self.attend(self.norm2(t))\n"
      "  t = self.norm3(t)\n"
      "  return self.fc(" +
      features + ")\n");
  return net;
}

std::string default_of(const torch::jit::Module& module) {
  for (const LayerInfo& layer : list_layers(testing::save_model(module, "default.pt", kCard)))
    if (layer.is_default) return layer.name;
  return "";
}

TEST(DefaultLayerTest, OfATransformerIsTheNormBeforeItsLastAttention) {
  for (const std::string& attention : {kWritten, kFused}) {
    const ScriptNet net = transformer(attention, kClassToken);
    EXPECT_EQ(default_of(net.module()), "norm2") << attention;
    EXPECT_EQ(default_of(testing::frozen(net.module())), "@layer_norm[1]") << attention;
  }
}

TEST(DefaultLayerTest, ASoftmaxThatWeighsNothingIsNoAttention) {
  EXPECT_EQ(default_of(transformer("torch.softmax(t, 2) * t", kClassToken).module()), "patch");
}

TEST(DefaultLayerTest, AConvolutionBehindTheLastAttentionGoesFirst) {
  const std::string grid = "t[:, 1:].transpose(1, 2).reshape([x.size(0), 6, 4, 4])";
  const ScriptNet net = transformer(kFused, "self.last(" + grid + ").mean([2, 3])");
  EXPECT_EQ(default_of(net.module()), "last");
}

// Of ten tokens nobody can tell where they lie.
TEST(DefaultLayerTest, ANormWhoseTokensLieOnNoGridIsPassedOver) {
  ScriptNet net(4);
  net.conv2d("patch", 3, 6).linear("fc", 6, 4);
  net.layer("norm", "LayerNorm", "def forward(self, x):\n  return torch.layer_norm(x, [6])\n");
  net.define(
      "def forward(self, x):\n"
      "  t = self.norm(self.patch(x).flatten(2).transpose(1, 2)[:, :10])\n"
      "  return self.fc(torch.scaled_dot_product_attention(t, t, t).mean([1]))\n");
  EXPECT_EQ(default_of(net.module()), "patch");
}

}  // namespace
}  // namespace vidcam
