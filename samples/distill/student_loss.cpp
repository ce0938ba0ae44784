#include "samples/distill/student_loss.h"

#include <ATen/ATen.h>

#include "explain3d/taped_map.h"
#include "samples/distill/lessons.h"

namespace vidcam::samples {

Taught Taught::chosen(const at::Tensor& numbers) const {
  const auto of = [&](const at::Tensor& all) {
    return all.defined() ? all.index_select(0, numbers) : all;
  };
  return {of(pictures), of(classes), of(logits), of(maps)};
}

at::Tensor map_distance(const at::Tensor& student, const at::Tensor& teacher) {
  return (student - teacher).square().sum({1, 2}).mean();
}

at::Tensor hinton_loss(const at::Tensor& student, const at::Tensor& teacher) {
  constexpr double kT = 4;
  const at::Tensor of_teacher = (teacher / kT).log_softmax(1);
  const at::Tensor apart = of_teacher - (student / kT).log_softmax(1);
  return kT * kT * (of_teacher.exp() * apart).sum(1).mean();
}

at::Tensor student_loss(const StudentLoss& loss, const SceneNet::Output& student,
                        const Taught& taught) {
  at::Tensor sum = at::cross_entropy_loss(student.logits, taught.classes);
  if (loss.hinton) sum = sum + hinton_loss(student.logits, taught.logits);
  if (loss.method == nullptr) return sum;
  const at::Tensor maps =
      taped_map(*loss.method, student.A, scores_of(student.logits, taught.classes)).squeeze(1);
  return sum + loss.alpha * map_distance(maps, taught.maps);
}

}  // namespace vidcam::samples
