#include "samples/answers/answer_training.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "samples/answers/answer_net.h"
#include "samples/captions/caption_evaluation.h"
#include "samples/captions/caption_net.h"
#include "samples/captions/caption_pictures.h"
#include "samples/scenes/scene_question.h"
#include "samples/training/heat_share.h"
#include "samples/training/roughen.h"
#include "samples/training/schedule.h"
#include "samples/training/training_loop.h"

namespace vidcam::samples {
namespace {

constexpr int kBatch = 25;

struct Asked {
  std::vector<StillScene> scenes;
  std::vector<int> things;  // that the answers rest on
  at::Tensor pictures;      // as drawn
  at::Tensor questions;     // [N, words]
  at::Tensor answers;       // int64 [N]
};

int64_t place_of(const std::string& answer) {
  return std::find(answers().begin(), answers().end(), answer) - answers().begin();
}

Asked draw_asked(uint64_t first_seed, int count) {
  CaptionedPictures drawn = draw_captioned(first_seed, count);
  Asked asked{std::move(drawn.scenes), {}, drawn.pictures, {}, {}};
  std::vector<float> bags;
  std::vector<int64_t> places;
  for (int i = 0; i < count; ++i) {
    const auto seed = first_seed + static_cast<uint64_t>(i);
    const SceneQuestion question = ask_about(asked.scenes[static_cast<size_t>(i)], seed);
    const auto bag = bag_of_words(question.text);
    bags.insert(bags.end(), bag.begin(), bag.end());
    places.push_back(place_of(question.answer));
    asked.things.push_back(question.thing);
  }
  asked.questions = at::tensor(bags).view({count, -1});
  asked.answers = at::tensor(places);
  return asked;
}

// [N, S, S]: S the score of the answer, w_k its gradient pooled over the map, relu(sum_k w_k A^k).
at::Tensor answer_heat(torch::jit::Module& model, const Asked& asked) {
  const at::Tensor a = features_of(model, normalised_pictures(asked.pictures)).requires_grad_(true);
  const at::Tensor logits =
      model.attr("answer").toModule().forward({a, asked.questions}).toTensor();
  const at::Tensor score = logits.gather(1, asked.answers.unsqueeze(1)).sum();
  return picture_heat(score, a);
}

// [N, 2, S, S]: the boxes of both things of each scene.
at::Tensor both_boxes(const Asked& asked) {
  return at::stack({box_masks(asked.scenes, 0, CaptionNet::kSide),
                    box_masks(asked.scenes, 1, CaptionNet::kSide)},
                   1);
}

// Which questions rest on a thing, [N] bool.
at::Tensor about_a_thing(const Asked& asked) { return at::tensor(asked.things, at::kLong).ge(0); }

// Of [N, 2, ...] what belongs to the thing asked about; of other questions that of thing 0.
at::Tensor of_asked(const at::Tensor& both, const Asked& asked) {
  const at::Tensor things = at::tensor(asked.things, at::kLong).clamp_min(0);
  return both.index({at::arange(things.size(0)), things});
}

// Of what rests on one thing: -log of the share of the attention in its box.
at::Tensor looks_elsewhere(const at::Tensor& attention, const Asked& asked) {
  const auto side = static_cast<int64_t>(std::lround(std::sqrt(attention.size(1))));
  const int64_t scale = CaptionNet::kSide / side;
  const at::Tensor places = at::avg_pool2d(both_boxes(asked), {scale, scale}).flatten(2);
  const at::Tensor known = about_a_thing(asked);
  const at::Tensor inside = (attention * of_asked(places, asked)).sum(1).clamp_min(1e-6);
  return -(inside.log() * known).sum() / known.sum().clamp_min(1);
}

struct BoxSums {
  int asked = 0;
  double own = 0, other = 0, area = 0;
};

void add_heat(torch::jit::Module& model, const Asked& asked, BoxSums& sums) {
  const at::Tensor heat = answer_heat(model, asked);
  const at::Tensor known = about_a_thing(asked).view({-1, 1, 1});
  const at::Tensor boxes = both_boxes(asked);
  const at::Tensor own = of_asked(boxes, asked) * known;
  const at::Tensor other = of_asked(boxes.flip({1}), asked) * known;
  sums.asked += static_cast<int>(known.sum().item<int64_t>());
  sums.own += share_under(own, heat);
  sums.other += share_under(other, heat);
  sums.area += own.mean({1, 2}).sum().item<double>();
}

}  // namespace

torch::jit::Module train_answers(const torch::jit::Module& captioner,
                                 const AnswerTrainingOptions& options) {
  at::manual_seed(options.seed);
  const auto count = [](const auto& list) { return static_cast<int64_t>(list.size()); };
  const AnswerHead head({count(question_vocabulary()), 64, count(answers())});
  torch::jit::Module trained =
      head.module(std::make_shared<torch::jit::CompilationUnit>(), /*trained=*/true);
  const auto step = [&](uint64_t first_seed, double done) -> StepOutcome {
    const Asked asked = draw_asked(first_seed, options.batch);
    const at::Tensor rough = roughen(asked.pictures.unsqueeze(2)).squeeze(2);
    const at::Tensor a = features_of(captioner, normalised_pictures(rough));
    const at::Tensor logits = trained.forward({a, asked.questions}).toTensor();
    const at::Tensor loss = at::cross_entropy_loss(logits, asked.answers, {}, at::Reduction::Mean,
                                                   -100, options.label_smoothing);
    const double guidance = options.guidance * std::max(0.0, 1 - 2 * done);
    const at::Tensor total =
        loss + guidance * looks_elsewhere(head.attention(a, asked.questions), asked);
    return {total, logits.argmax(1).eq(asked.answers).to(at::kFloat).mean(), loss};
  };
  train_by_steps(head.parameters(), plan_of(options, 100), step);
  return answer_module(captioner, head);
}

AnswerEvaluation evaluate_answers(torch::jit::Module& model, uint64_t first_seed, int count) {
  check_unseen(first_seed, count);
  AnswerEvaluation e;
  BoxSums sums;
  while (e.questions < count) {
    const int some = std::min(kBatch, count - e.questions);
    const Asked asked = draw_asked(first_seed + static_cast<uint64_t>(e.questions), some);
    const at::Tensor logits =
        model.forward({normalised_pictures(asked.pictures), asked.questions}).toTensor();
    e.right += logits.argmax(1).eq(asked.answers).sum().item<double>();
    add_heat(model, asked, sums);
    e.questions += some;
  }
  e.right /= e.questions;
  e.in_box = sums.own / sums.asked;
  e.in_other_box = sums.other / sums.asked;
  e.box_area = sums.area / sums.asked;
  return e;
}

}  // namespace vidcam::samples
