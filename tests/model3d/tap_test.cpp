#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include "model3d/tapped_model.h"
#include "tests/support/script_models.h"

namespace vidcam {
namespace {

TEST(TapTest, Works) {
  auto net = testing::make_c3d_like(1, at::kDouble);
  const auto path = testing::save_model(net.module(), "a.pt");
  TappedModel m(path, testing::c3d_like_card(), {});
  const auto f = m.forward(at::randn({2, 3, 8, 16, 16}));
  EXPECT_EQ(m.layer(), "conv3b");
  EXPECT_EQ(f.activations.sizes(), (at::IntArrayRef{2, 12, 4, 4, 4}));
  EXPECT_EQ(f.logits.scalar_type(), at::kDouble);
  TappedModel fr(testing::save_model(testing::frozen(net.module()), "f.pt"),
                 testing::c3d_like_card(), {});
  EXPECT_EQ(fr.layer(), "@conv[3]");
}

}  // namespace
}  // namespace vidcam
