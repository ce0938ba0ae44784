#include "samples/captions/caption_training.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "samples/captions/caption_net.h"
#include "samples/captions/caption_pictures.h"
#include "samples/scenes/caption_words.h"
#include "samples/training/roughen.h"
#include "samples/training/training_loop.h"

namespace vidcam::samples {
namespace {

constexpr int kSide = CaptionNet::kSide;

struct Batch {
  at::Tensor pictures;  // as the model wants them
  at::Tensor tokens;    // [N, L]: what it is given
  at::Tensor next;      // [N, L]: the token behind each
  at::Tensor outside;   // [N, 1, S, S]: 1 outside of both boxes, else 0
};

Batch make_batch(uint64_t first_seed, int count) {
  const CaptionedPictures drawn = draw_captioned(first_seed, count);
  const at::Tensor rough = roughen(drawn.pictures.unsqueeze(2)).squeeze(2);
  const at::Tensor boxes =
      at::maximum(box_masks(drawn.scenes, 0, kSide), box_masks(drawn.scenes, 1, kSide));
  return {normalised_pictures(rough), drawn.tokens.slice(1, 0, -1).contiguous(),
          drawn.tokens.slice(1, 1).contiguous(), 1 - boxes.unsqueeze(1)};
}

at::Tensor word_loss(const at::Tensor& logits, const at::Tensor& next, double smoothing) {
  return at::cross_entropy_loss(logits.flatten(0, 1), next.flatten(), {}, at::Reduction::Mean,
                                kPadToken, smoothing);
}

// Mean activation where a map's place lies wholly outside.
at::Tensor light_outside(const at::Tensor& features, const at::Tensor& outside) {
  const int64_t scale = outside.size(2) / features.size(2);
  return (features * at::avg_pool2d(outside, {scale, scale}).eq(1)).mean();
}

// Nothing in the first third, while the network learns what there is; then growing to 1.
double late(double done) { return std::max(0.0, 1.5 * done - 0.5); }

// Share of captions with every word right, each word after the true ones.
at::Tensor share_right(const at::Tensor& logits, const at::Tensor& next) {
  const at::Tensor right = logits.argmax(2).eq(next).logical_or(next.eq(kPadToken));
  return right.all(1).to(at::kFloat).mean();
}

}  // namespace

torch::jit::Module train_captions(const CaptionTrainingOptions& options) {
  CaptionNet net(static_cast<int>(caption_vocabulary().size()), options.seed);
  const auto step = [&](uint64_t first_seed, double done) -> StepOutcome {
    const Batch batch = make_batch(first_seed, options.batch);
    const CaptionNet::Output out = net.forward_training(batch.pictures, batch.tokens);
    const at::Tensor loss =
        word_loss(out.logits, batch.next, options.label_smoothing) +
        options.darkness * late(done) * light_outside(out.features, batch.outside);
    return {loss, share_right(out.logits, batch.next)};
  };
  train_by_steps(net.parameters(), plan_of(options, 50), step);
  return net.export_module();
}

}  // namespace vidcam::samples
