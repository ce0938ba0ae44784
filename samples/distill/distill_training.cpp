#include "samples/distill/distill_training.h"

#include <ATen/ATen.h>

#include "samples/distill/lessons.h"
#include "samples/training/training_loop.h"

namespace vidcam::samples {
namespace {

int64_t class_count() { return static_cast<int64_t>(scene_classes().size()); }

at::Tensor share_right(const at::Tensor& logits, const at::Tensor& classes) {
  return logits.argmax(1).eq(classes).to(at::kFloat).mean();
}

}  // namespace

SceneNet::Size teacher_size() { return {{32, 64, 64, 64}, 64, class_count()}; }
SceneNet::Size student_size() { return {{8, 12, 16}, 16, class_count()}; }

torch::jit::Module train_teacher(const DistillOptions& options) {
  const SceneNet net(teacher_size(), options.seed);
  const auto step = [&](uint64_t first_seed, double /*done*/) -> StepOutcome {
    const Lesson lesson = draw_lesson(first_seed, options.batch, /*rough=*/true);
    const SceneNet::Output out = net.forward_training(lesson.pictures);
    return {at::cross_entropy_loss(out.logits, lesson.classes),
            share_right(out.logits, lesson.classes)};
  };
  train_by_steps(net.parameters(), plan_of(options, 100), step);
  return net.export_module();
}

torch::jit::Module train_student(const StudentLoss& loss, const Taught& taught,
                                 const DistillOptions& options) {
  const SceneNet net(student_size(), options.seed);
  const auto step = [&](uint64_t /*first_seed*/, double /*done*/) -> StepOutcome {
    const Taught batch =
        taught.chosen(at::randint(taught.classes.size(0), {options.batch}, at::kLong));
    const SceneNet::Output out = net.forward_training(batch.pictures);
    return {student_loss(loss, out, batch), share_right(out.logits, batch.classes)};
  };
  train_by_steps(net.parameters(), plan_of(options, options.steps), step);
  return net.export_module();
}

}  // namespace vidcam::samples
