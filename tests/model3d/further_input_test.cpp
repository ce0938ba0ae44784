#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model3d/encode_input.h"
#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"

// What a model takes beside the clip: texts and arrays as tensors, and a net that reads them.
namespace vidcam {
namespace {

using ::testing::ElementsAre;
using testing::expect_error;
using ::testing::IsEmpty;
using testing::random_input;
using testing::relative_difference;
using testing::ScriptNet;

FurtherInput text_input(FurtherInput::Kind kind) {
  FurtherInput input;
  input.name = "question";
  input.kind = kind;
  input.vocabulary = {"", "what", "is", "red", "?unknown"};
  return input;
}

std::vector<int64_t> tokens_of(const FurtherInput& input, const std::string& text) {
  const at::Tensor value = encode_text(input, text).value;
  EXPECT_EQ(value.scalar_type(), at::kLong);
  EXPECT_EQ(value.size(0), 1);
  return {value.const_data_ptr<int64_t>(), value.const_data_ptr<int64_t>() + value.size(1)};
}

TEST(FurtherInputTest, ABagOfWordsCountsThem) {
  const auto encoded =
      encode_text(text_input(FurtherInput::Kind::BagOfWords), "Is  red RED, what?");
  EXPECT_TRUE(at::equal(encoded.value, at::tensor({0.F, 1.F, 1.F, 2.F, 0.F}).view({1, 5})));
  EXPECT_THAT(encoded.left_out, IsEmpty());
}

TEST(FurtherInputTest, TokensKeepTheOrderAndAreFilledUp) {
  FurtherInput input = text_input(FurtherInput::Kind::Tokens);
  EXPECT_THAT(tokens_of(input, "red is what"), ElementsAre(3, 2, 1));
  input.length = 5;
  EXPECT_THAT(tokens_of(input, "red is what"), ElementsAre(3, 2, 1, 0, 0));
  input.length = 2;
  expect_error(
      ExitCode::Usage, [&] { (void)encode_text(input, "red is what"); }, "question \"red is what\"",
      "3 words, the model takes at most 2");
}

TEST(FurtherInputTest, UnknownWordsAreLeftOutOrHaveATokenOfTheirOwn) {
  FurtherInput input = text_input(FurtherInput::Kind::Tokens);
  EXPECT_THAT(tokens_of(input, "what is blue"), ElementsAre(1, 2));
  EXPECT_THAT(encode_text(input, "what is blue").left_out, ElementsAre("blue"));
  expect_error(
      ExitCode::Usage, [&] { (void)encode_text(input, "blue!"); }, "knows none of its words");
  input.unknown = 4;
  EXPECT_THAT(tokens_of(input, "blue what"), ElementsAre(4, 1));
}

TEST(FurtherInputTest, AnArrayHasTheCardsShape) {
  FurtherInput input;
  input.name = "pose";
  input.shape = {2, 3};
  const at::Tensor value = encode_array(input, {{2, 3}, {1, 2, 3, 4, 5, 6}});
  EXPECT_TRUE(at::equal(value, at::arange(1, 7, at::kFloat).view({1, 2, 3})));
  EXPECT_TRUE(at::equal(encode_array(input, {{1, 2, 3}, {1, 2, 3, 4, 5, 6}}), value));
  expect_error(
      ExitCode::Usage,
      [&] {
        (void)encode_array(input, {{3, 2}, {1, 2, 3, 4, 5, 6}});
      },
      "pose: the array is 3x2, the model card says 2x3");
  input.integers = true;
  EXPECT_EQ(encode_array(input, {{2, 3}, {1, 2, 3, 4, 5, 6}}).scalar_type(), at::kLong);
}

// fc(mean relu conv3(relu conv1 x)) * table[word] summed over words: behind the tap a product.
ScriptNet asked_net() {
  ScriptNet net(11, at::kDouble);
  net.conv3d("conv1", 3, 4).conv3d("conv2", 4, 6).linear("fc", 6, 5).linear("words", 3, 5);
  net.define(
      "def forward(self, x, question):\n"
      "  a = torch.relu(self.conv2(torch.relu(self.conv1(x))))\n"
      "  return self.fc(a.mean([2, 3, 4])) * self.words(question)\n");
  return net;
}

ModelCard asked_card() {
  ModelCard card = testing::c3d_like_card();
  FurtherInput question;
  question.name = "question";
  question.kind = FurtherInput::Kind::BagOfWords;
  question.vocabulary = {"a", "b", "c"};
  card.further = {question};
  return card;
}

TappedModel asked_model(const ScriptNet& net) {
  return {testing::save_model(net.module(), "asked.pt"), asked_card(), testing::tap("conv2")};
}

at::Tensor head_of(const ScriptNet& net, const at::Tensor& a, const at::Tensor& question) {
  const at::Tensor y =
      at::linear(a.mean(at::IntArrayRef{2, 3, 4}), net.weight("fc.weight"), net.weight("fc.bias"));
  return y * at::linear(question, net.weight("words.weight"), net.weight("words.bias"));
}

TEST(FurtherInputTest, ScoresAndGradientsAreThoseOfTheNetAskedThisQuestion) {
  const ScriptNet net = asked_net();
  TappedModel model = asked_model(net);
  const at::Tensor x = random_input({3, 3, 2, 5, 5});
  for (const double word : {1.0, 2.0}) {
    const at::Tensor question = at::tensor({word, 0.0, 1.0}, at::kDouble).view({1, 3});
    model.give({question});
    const auto got = testing::explained(model, x, 2);
    const at::Tensor leaf = got.a.clone().requires_grad_(true);
    const at::Tensor score = head_of(net, leaf, question).select(1, 2);
    const at::Tensor g = torch::autograd::grad({score}, {leaf}, {at::ones_like(score)})[0];
    EXPECT_LT(relative_difference(got.g, g), 1e-13);
    EXPECT_LT(relative_difference(model.logits(x), head_of(net, got.a, question)), 1e-13);
  }
}

TEST(FurtherInputTest, ThePartBehindTheLayerIsAskedTheSame) {
  const ScriptNet net = asked_net();
  TappedModel model = asked_model(net);
  const at::Tensor question = at::tensor({0.5, -1.0, 1.0}, at::kDouble).view({1, 3});
  model.give({question});
  const at::Tensor x = random_input({2, 3, 2, 5, 5});
  const auto head = model.head(x, model.forward(x));
  ASSERT_TRUE(head.runs_alone());
  const at::Tensor a = random_input({2, 6, 2, 5, 5}, 9);
  EXPECT_LT(relative_difference(head.logits(a), head_of(net, a, question)), 1e-13);
  EXPECT_FALSE(model.all_passes_the_layer()) << "rows of activations and questions go together";
}

TEST(FurtherInputTest, AModelDoesNotRunBeforeItsInputsAreGiven) {
  const ScriptNet net = asked_net();
  EXPECT_THROW((void)asked_model(net).logits(random_input({2, 3, 2, 5, 5})), std::logic_error);
}

TEST(FurtherInputTest, TheCardMustNameAsManyAsTheModelTakes) {
  const ScriptNet net = testing::make_c3d_like(3);
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)TappedModel(testing::save_model(net.module(), "one.pt"), asked_card(),
                          testing::tap("conv3b"));
      },
      "forward takes 1 inputs (x)", "the model card describes 2");
}

}  // namespace
}  // namespace vidcam
