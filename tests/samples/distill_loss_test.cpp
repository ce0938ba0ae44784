#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <string>
#include <vector>

#include "samples/distill/recipes.h"
#include "tests/support/slope.h"

namespace vidcam::samples {
namespace {

// While it lives, what is drawn is float64.
class InDoubles {
 public:
  InDoubles() { at::set_default_dtype(caffe2::TypeMeta::Make<double>()); }
  ~InDoubles() { at::set_default_dtype(caffe2::TypeMeta::Make<float>()); }
  InDoubles(const InDoubles&) = delete;
  InDoubles& operator=(const InDoubles&) = delete;
};

// What a teacher might have said of four tiny pictures of three classes.
Taught some_lesson() {
  at::manual_seed(5);
  return {at::randn({4, 3, 12, 8}), at::tensor({2, 0, 1, 2}, at::kLong), at::randn({4, 3}) * 3,
          at::rand({4, 3, 2})};
}

void expect_true_gradient(const Recipe& recipe) {
  const InDoubles in_doubles;
  const Taught taught = some_lesson();
  const SceneNet net({{4, 5, 4}, 6, 3}, 3);
  StudentLoss loss = recipe.loss();
  loss.alpha = 20;  // so that the maps weigh as much as the rest
  const auto value = [&] {
    return student_loss(loss, net.forward_training(taught.pictures), taught);
  };
  const std::vector<at::Tensor> weights = net.parameters();
  testing::expect_gradients(
      torch::autograd::grad({value()}, weights), weights, [&] { return value().item<double>(); },
      recipe.name);
}

// Every operator of the network, twice: the gradient of each loss of the table against central
// differences of the loss itself.
TEST(StudentLossTest, HasItsTrueGradientByEveryRecipe) {
  ASSERT_EQ(recipes().size(), 6U);
  for (const Recipe& each : recipes()) expect_true_gradient(each);
}

TEST(StudentLossTest, IsTheSumThatItsRecipeSays) {
  const Taught taught = some_lesson();
  const SceneNet net({{4, 5, 4}, 6, 3}, 3);
  const auto value = [&](const std::string& name, double alpha) {
    StudentLoss loss = recipes_named(name)[0].loss();
    loss.alpha = alpha;
    return student_loss(loss, net.forward_training(taught.pictures), taught).item<double>();
  };
  const double ce = value("ce", 0), maps = value("gradcam", 1) - ce;
  const double hinton =
      hinton_loss(net.forward_training(taught.pictures).logits, taught.logits).item<double>();
  EXPECT_GT(maps, 1e-3);
  EXPECT_GT(hinton, 1e-3);
  EXPECT_NE(value("gradcam++", 1), value("gradcam", 1));
  EXPECT_NEAR(value("kd", 0), ce + hinton, 1e-5);
  EXPECT_NEAR(value("kd-gradcam", 3), ce + hinton + 3 * maps, 1e-4);
}

// (1 - 0)^2 + (2 - 4)^2 = 5 and 3^2 = 9: mean 7.
TEST(StudentLossTest, SumsTheSquaresOfAMapAndAveragesPictures) {
  const at::Tensor student = at::tensor({1.0F, 2.0F, 3.0F, 0.0F}).view({2, 1, 2});
  const at::Tensor teacher = at::tensor({0.0F, 4.0F, 0.0F, 0.0F}).view({2, 1, 2});
  EXPECT_FLOAT_EQ(map_distance(student, teacher).item<float>(), 7);
}

// Over T = 4 the teacher's odds are 3 to 1 and the student's even: 16 (3/4 ln 3/2 + 1/4 ln 1/2).
TEST(StudentLossTest, HintonsTermIsTheDivergenceAtFourDegrees) {
  const at::Tensor teacher = at::tensor({4 * std::log(3.0), 0.0}).view({1, 2});
  const double expected = 16 * (0.75 * std::log(1.5) + 0.25 * std::log(0.5));
  EXPECT_NEAR(hinton_loss(at::zeros({1, 2}, at::kDouble), teacher).item<double>(), expected, 1e-12);
  EXPECT_NEAR(hinton_loss(teacher + 7, teacher).item<double>(), 0, 1e-12);
}

TEST(RecipesTest, AnUnknownLossIsRefusedByName) {
  EXPECT_EQ(recipes_named("kd,gradcam++").at(1).title, "cross entropy + Grad-CAM++ maps");
  EXPECT_THROW((void)recipes_named("ce,gradcam+"), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::samples
