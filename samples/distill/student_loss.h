#pragma once

#include <ATen/core/Tensor.h>

#include "explain3d/explainer.h"
#include "samples/distill/scene_net.h"

// The losses of section 5 of the Grad-CAM++ paper (Chattopadhay et al. 2018, arXiv 1710.11063), of
// a student with weights W_s that learns from a teacher with weights W_t:
//
//   L_exp_student(c, W_s, W_t, I) = L_cross_ent(c, W_s(I)) + alpha L_interpret(c, W_s, W_t, I)
//   L_interpret(c, W_s, W_t, I)   = || L^c_s(W_s(I)) - L^c_t(W_t(I)) ||_2^2
//
//   c  the true class of picture I      L^c  the map of c by Grad-CAM or Grad-CAM++
//
// to which the distillation of Hinton, Vinyals, Dean (arXiv 1503.02531) may be added,
//
//   L_KD = T^2 KL(softmax(z_t / T) || softmax(z_s / T)),   z the logits, T = 4.
namespace vidcam::samples {

struct StudentLoss {
  const Explainer* method = nullptr;  // of the maps; null: no L_interpret
  double alpha = 0;
  bool hinton = false;  // + L_KD
};

// A batch and what the teacher said of it.
struct Taught {
  at::Tensor pictures;  // as SceneNet wants them
  at::Tensor classes;   // int64 [N]
  at::Tensor logits;    // [N, classes] of the teacher
  at::Tensor maps;      // [N, h, w] of the teacher; undefined where the loss has no method

  // Those of these numbers, int64 [n].
  [[nodiscard]] Taught chosen(const at::Tensor& numbers) const;
};

// Mean over the batch; its gradient goes through the student's maps (explain3d/taped_map.h).
[[nodiscard]] at::Tensor student_loss(const StudentLoss& loss, const SceneNet::Output& student,
                                      const Taught& taught);

// L_interpret, the mean over N pictures; both maps [N, h, w].
[[nodiscard]] at::Tensor map_distance(const at::Tensor& student, const at::Tensor& teacher);

// L_KD, the mean over N pictures; both logits [N, classes].
[[nodiscard]] at::Tensor hinton_loss(const at::Tensor& student, const at::Tensor& teacher);

}  // namespace vidcam::samples
