#include "samples/captions/caption_evaluation.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <vector>

#include "samples/captions/caption_net.h"
#include "samples/captions/caption_pictures.h"
#include "samples/scenes/caption_words.h"
#include "samples/training/heat_share.h"
#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

constexpr int kBatch = 25;
constexpr int kSide = CaptionNet::kSide;

// Grad-CAM of one word of each caption, [N, S, S]: S = log P(word | words before it), w_k its
// gradient pooled over the map, relu(sum_k w_k A^k). places: [N], of the words among the tokens.
at::Tensor word_heat(const at::Tensor& log_p, const at::Tensor& a, const at::Tensor& tokens,
                     const at::Tensor& places) {
  const at::Tensor at_word = places.unsqueeze(1);
  const at::Tensor word = tokens.gather(1, at_word);
  const at::Tensor rows =
      log_p.gather(1, (at_word - 1).unsqueeze(2).expand({-1, -1, log_p.size(2)}));  // [N, 1, words]
  const at::Tensor score = rows.squeeze(1).gather(1, word).sum();
  return picture_heat(score, a);
}

void add_heat(torch::jit::Module& model, const CaptionedPictures& drawn, CaptionEvaluation& sum) {
  const at::Tensor a = features_of(model, normalised_pictures(drawn.pictures)).requires_grad_(true);
  const at::Tensor log_p =
      model.attr("decoder").toModule().forward({a, drawn.tokens}).toTensor().log_softmax(2);
  for (size_t thing = 0; thing < 2; ++thing) {
    const at::Tensor masks = box_masks(drawn.scenes, thing, kSide);
    sum.box_area += masks.mean({1, 2}).sum().item<double>() / 2;
    for (size_t kind = 0; kind < 2; ++kind) {
      std::vector<int64_t> places;
      for (const StillScene& scene : drawn.scenes)
        places.push_back(static_cast<int64_t>(scene.word_places(thing)[kind]) + 1);
      const at::Tensor heat = word_heat(log_p, a, drawn.tokens, at::tensor(places));
      (kind == 0 ? sum.color_in_box : sum.shape_in_box) += share_under(masks, heat) / 2;
    }
  }
}

}  // namespace

at::Tensor picture_heat(const at::Tensor& score, const at::Tensor& A) {
  const at::Tensor g = torch::autograd::grad({score}, {A}, {}, /*retain_graph=*/true)[0];
  const at::Tensor map = at::relu((g.mean({2, 3}, true) * A.detach()).sum(1, true));
  return at::upsample_bilinear2d(map, at::IntArrayRef{kSide, kSide}, false).squeeze(1);
}

at::Tensor greedy_captions(torch::jit::Module& model, const at::Tensor& pictures, int length) {
  const at::NoGradGuard no_tape;
  at::Tensor tokens = at::full({pictures.size(0), 1}, kStartToken, at::kLong);
  for (int t = 0; t < length; ++t) {
    const at::Tensor logits = model.forward({pictures, tokens}).toTensor();
    tokens = at::cat({tokens, logits.select(1, -1).argmax(1, true)}, 1);
  }
  return tokens;
}

at::Tensor captions_right(const at::Tensor& tokens, const at::Tensor& truth) {
  return tokens.eq(truth).logical_or(truth.eq(kPadToken)).all(1);
}

CaptionEvaluation evaluate_captions(torch::jit::Module& model, uint64_t first_seed, int count) {
  check_unseen(first_seed, count);
  CaptionEvaluation sum;
  while (sum.pictures < count) {
    const int some = std::min(kBatch, count - sum.pictures);
    const CaptionedPictures drawn =
        draw_captioned(first_seed + static_cast<uint64_t>(sum.pictures), some);
    const at::Tensor said =
        greedy_captions(model, normalised_pictures(drawn.pictures), kCaptionTokens - 1);
    sum.exact += captions_right(said, drawn.tokens).sum().item<double>();
    add_heat(model, drawn, sum);
    sum.pictures += some;
  }
  for (double* each : {&sum.exact, &sum.color_in_box, &sum.shape_in_box, &sum.box_area})
    *each /= sum.pictures;
  return sum;
}

}  // namespace vidcam::samples
