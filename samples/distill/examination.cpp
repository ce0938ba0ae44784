#include "samples/distill/examination.h"

#include <ATen/ATen.h>

#include <span>

#include "eval/correlation.h"
#include "explain3d/methods.h"
#include "samples/distill/scene_net.h"
#include "samples/training/heat_share.h"
#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

// maps: [N, h, w] float64, contiguous.
std::span<const double> map_of(const at::Tensor& maps, int64_t picture) {
  const int64_t cells = maps.size(1) * maps.size(2);
  return {maps.const_data_ptr<double>() + picture * cells, static_cast<size_t>(cells)};
}

double mean_correlation(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor left = a.to(at::kDouble).contiguous(), right = b.to(at::kDouble).contiguous();
  double sum = 0;
  for (int64_t n = 0; n < left.size(0); ++n)
    sum += correlation(map_of(left, n), map_of(right, n)).value_or(0);
  return sum / static_cast<double>(left.size(0));
}

double mean_share(const at::Tensor& boxes, const at::Tensor& maps) {
  constexpr int64_t kSide = SceneNet::kSide;
  const at::Tensor heat =
      at::upsample_bilinear2d(maps.unsqueeze(1), at::IntArrayRef{kSide, kSide}, false);
  return share_under(boxes, heat.squeeze(1)) / static_cast<double>(boxes.size(0));
}

}  // namespace

const std::vector<const Explainer*>& taught_methods() {
  static const std::vector<const Explainer*> both{&find_method("gradcam"),
                                                  &find_method("gradcam++")};
  return both;
}

Examination::Examination(const torch::jit::Module& teacher, uint64_t first_seed, int count) {
  check_unseen(first_seed, count);
  lesson_ = draw_lesson(first_seed, count);
  boxes_ = at::maximum(box_masks(lesson_.scenes, 0, SceneNet::kSide),
                       box_masks(lesson_.scenes, 1, SceneNet::kSide));
  teacher_ = answers_of(teacher, lesson_, taught_methods());
}

double Examination::box_area() const { return boxes_.mean().item<double>(); }

Marks Examination::marks(const torch::jit::Module& net) const {
  const Answers answers = answers_of(net, lesson_, taught_methods());
  Marks marks;
  marks.error = answers.logits.argmax(1).ne(lesson_.classes).to(at::kDouble).mean().item<double>();
  for (size_t m = 0; m < taught_methods().size(); ++m) {
    marks.correlation.at(m) = mean_correlation(answers.maps[m], teacher_.maps[m]);
    marks.in_box.at(m) = mean_share(boxes_, answers.maps[m]);
  }
  return marks;
}

}  // namespace vidcam::samples
