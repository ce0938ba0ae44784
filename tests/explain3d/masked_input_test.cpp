#include "explain3d/masked_input.h"

#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>

#include <random>

#include "explain3d/clip_explainer.h"
#include "model3d/preprocess.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

namespace vidcam::testing {
namespace {

const char* const kCard = R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16,
  "mean": [0.4, 0.5, 0.3], "std": [0.2, 0.25, 0.5]}})";

TEST(ApplyMaskTest, OneLeavesEveryBitZeroTakesAllAndHalfIsHalfWay) {
  const at::Tensor x = at::rand({3, 1, 1, 3});
  const at::Tensor was = x.clone();
  const at::Tensor nothing = at::zeros({3});
  nothing[1] = -2.5;
  const float keep[] = {1, 0, 0.5F};
  apply_mask(x, keep, nothing);
  for (int64_t c = 0; c < 3; ++c) {
    const float none = nothing[c].item<float>(), full = was[c][0][0][2].item<float>();
    EXPECT_EQ(x[c][0][0][0].item<float>(), was[c][0][0][0].item<float>());
    EXPECT_EQ(x[c][0][0][1].item<float>(), none);
    EXPECT_NEAR(x[c][0][0][2].item<float>(), none + (full - none) / 2, 1e-6);
  }
}

TEST(ApplyMaskTest, PicturesHaveNoTime) {
  const at::Tensor x = at::rand({3, 2, 1});
  const float keep[] = {0, 0};
  apply_mask(x, keep, at::zeros({3}));
  EXPECT_EQ(x.abs().max().item<float>(), 0);
}

TEST(ApplyMaskTest, AnotherSizeIsRefused) {
  const float keep[] = {0, 0};
  EXPECT_THROW(apply_mask(at::rand({3, 1, 1, 3}), keep, at::zeros({3})), std::invalid_argument);
}

Clip random_clip(unsigned seed) {
  std::mt19937 random(seed);
  Clip clip;
  clip.frames = 8;
  clip.height = clip.width = 16;
  clip.rgb.resize(size_t{8} * 16 * 16 * 3);
  for (auto& v : clip.rgb) v = static_cast<uint8_t>(random() % 256);
  return clip;
}

class ConfidencesTest : public ::testing::Test {
 protected:
  static ClipExplainer explainer(int batch = 4) {
    ExplainOptions options;
    options.model_path = save_model(make_c3d_like(21).module(), "masked.pt", kCard);
    options.device = "cpu";
    options.batch = batch;
    return ClipExplainer(options);
  }
};

// Masked by hand in the pixels themselves.
TEST_F(ConfidencesTest, InPixelSpaceWhatIsMaskedIsBlack) {
  ClipExplainer net = explainer();
  const Clip clip = random_clip(1);
  Clip half = clip;
  const size_t positions = clip.rgb.size() / 3;
  for (size_t i = positions / 2 * 3; i < half.rgb.size(); ++i) half.rgb[i] = 0;
  const Clip* const clips[] = {&clip};
  const Clip* const by_hand[] = {&half};
  const MaskedClip question{0, 3, [&](std::span<float> keep) {
                              ASSERT_EQ(keep.size(), positions);
                              for (size_t i = 0; i < positions; ++i)
                                keep[i] = i < positions / 2 ? 1.0F : 0.0F;
                            }};
  const double expected = net.probabilities(by_hand)[0][3];
  EXPECT_NEAR(net.confidences(clips, {&question, 1}, MaskSpace::Pixel)[0], expected, 1e-7);
  EXPECT_GT(std::abs(net.confidences(clips, {&question, 1}, MaskSpace::Normalised)[0] - expected),
            1e-4);
}

TEST_F(ConfidencesTest, NothingMaskedIsTheClipItself) {
  ClipExplainer net = explainer();
  const Clip clip = random_clip(2);
  const Clip* const clips[] = {&clip};
  const MaskedClip all{0, 1, [](std::span<float> keep) { std::ranges::fill(keep, 1.0F); }};
  for (const MaskSpace space : {MaskSpace::Pixel, MaskSpace::Normalised})
    EXPECT_EQ(net.confidences(clips, {&all, 1}, space)[0], net.probabilities(clips)[0][1]);
}

TEST_F(ConfidencesTest, QuestionsAreAnsweredInOrderWhateverTheBatch) {
  const Clip a = random_clip(3), b = random_clip(4);
  const Clip* const clips[] = {&a, &b};
  std::vector<MaskedClip> questions;
  for (int q = 0; q < 7; ++q) {
    questions.push_back({static_cast<size_t>(q % 2), q % 5, [q](std::span<float> keep) {
                           std::ranges::fill(keep, static_cast<float>(q) / 7);
                         }});
  }
  ClipExplainer four = explainer(4), one = explainer(1);
  const auto batched = four.confidences(clips, questions, MaskSpace::Pixel);
  ASSERT_EQ(batched.size(), 7U);
  for (size_t q = 0; q < 7; ++q) {
    const auto alone = one.confidences(clips, {&questions[q], 1}, MaskSpace::Pixel);
    EXPECT_NEAR(batched[q], alone[0], 1e-6) << q;
  }
  EXPECT_TRUE(four.confidences(clips, {}, MaskSpace::Pixel).empty());
}

// Black is then the card's.
TEST_F(ConfidencesTest, ModelInputIsMaskedAsTheClipsThatItWasMadeOf) {
  ClipExplainer net = explainer(2);
  const Clip a = random_clip(3), b = random_clip(4);
  const Clip* const clips[] = {&a, &b};
  NpyArray input = net.model_input(a);
  input.shape.insert(input.shape.begin(), 2);
  const NpyArray second = net.model_input(b);
  input.values.insert(input.values.end(), second.values.begin(), second.values.end());
  std::vector<MaskedClip> questions;
  for (int q = 0; q < 5; ++q) {
    questions.push_back({static_cast<size_t>(q % 2), q, [q](std::span<float> keep) {
                           for (size_t i = 0; i < keep.size(); ++i)
                             keep[i] = static_cast<float>((i * 7 + static_cast<size_t>(q)) % 5) / 4;
                         }});
  }
  for (const MaskSpace space : {MaskSpace::Pixel, MaskSpace::Normalised}) {
    const auto expected = net.confidences(clips, questions, space);
    const auto found = net.confidences(input, questions, space);
    ASSERT_EQ(found.size(), expected.size());
    for (size_t q = 0; q < found.size(); ++q) EXPECT_NEAR(found[q], expected[q], 1e-6) << q;
  }
  EXPECT_EQ(input.values, [&] {
    NpyArray again = net.model_input(a);
    again.values.insert(again.values.end(), second.values.begin(), second.values.end());
    return again.values;
  }()) << "it is only read";
}

TEST_F(ConfidencesTest, AClassThatIsNotThereIsAUsageError) {
  ClipExplainer net = explainer();
  const Clip clip = random_clip(5);
  const Clip* const clips[] = {&clip};
  const MaskedClip question{0, 5, [](std::span<float> keep) { std::ranges::fill(keep, 1.0F); }};
  expect_error(
      ExitCode::Usage,
      [&] {
        return net.confidences(clips, {&question, 1}, MaskSpace::Pixel);
      },
      "class 5 is out of range");
}

}  // namespace
}  // namespace vidcam::testing
