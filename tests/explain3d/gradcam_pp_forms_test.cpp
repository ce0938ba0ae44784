#include "explain3d/gradcam_pp_forms.h"

#include "explain3d/gradcam.h"
#include "explain3d/gradcam_pp.h"
#include "tests/explain3d/fake_probe.h"
#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

// [2, 3, 2, 3, 3] in double, gradients with zeros among them.
Evidence random_evidence(const Probe* probe = nullptr) {
  at::manual_seed(21);
  const at::Tensor A = at::randn({2, 3, 2, 3, 3}, at::kDouble).relu();
  const at::Tensor g = at::randn({2, 3, 2, 3, 3}, at::kDouble) * 0.1;
  return {A, g.masked_fill(at::rand({2, 3, 2, 3, 3}) < 0.2, 0), probe};
}

// alpha = g^2 / (2 g^2 + s g^3 + eps), 0 where g is 0; w = sum relu(g) alpha.
double weight_with_epsilon(const Volume& A, const Volume& g, int64_t k, int64_t t0, int64_t t1) {
  double s = 0, w = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < A.H * A.W; ++p) s += A.at(k, t, p);
  for (int64_t t = t0; t < t1; ++t) {
    for (int64_t p = 0; p < g.H * g.W; ++p) {
      const double d = g.at(k, t, p);
      const double alpha = d == 0 ? 0 : d * d / (2 * d * d + s * d * d * d + 1e-6);
      w += std::max(d, 0.0) * alpha;
    }
  }
  return w;
}

// The video script: derivatives times exp(score), their third power's sum in place of that of A.
double weight_of_authors(const Volume& g, double score, int64_t k, int64_t t0, int64_t t1) {
  const double E = std::exp(score);
  double third_sum = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < g.H * g.W; ++p) third_sum += E * std::pow(g.at(k, t, p), 3);
  const auto alpha = [&](double d) {
    const double second = E * d * d, third = E * d * d * d;
    const double below = 2 * second + third * third_sum;
    return below == 0 ? second : second / below;
  };
  double constant = 0, w = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < g.H * g.W; ++p)
      if (E * g.at(k, t, p) > 0) constant += alpha(g.at(k, t, p));
  if (constant == 0) constant = 1;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < g.H * g.W; ++p)
      w += std::max(E * g.at(k, t, p), 0.0) * alpha(g.at(k, t, p)) / constant;
  return w;
}

CamOptions with(AlphaForm form, bool steps) {
  CamOptions options{steps ? Pool::PerStep : Pool::Volume};
  options.alpha = form;
  return options;
}

TEST(GradCamPlusPlusFormsTest, AgreesWithTheEquationWithAnEpsilon) {
  const Evidence e = random_evidence();
  for (const bool steps : {false, true}) {
    const Maps maps = GradCamPlusPlus().explain(e, with(AlphaForm::Epsilon, steps));
    for (int64_t n = 0; n < 2; ++n) {
      const Volume A = volume_of(e.A, n), g = volume_of(e.g, n);
      const auto expected = map_by_loop(A, steps, [&](int64_t k, int64_t t0, int64_t t1) {
        return weight_with_epsilon(A, g, k, t0, t1);
      });
      expect_map_near(doubles(maps.L[n]), expected, 1e-12);
    }
  }
}

TEST(GradCamPlusPlusFormsTest, AnEpsilonSwallowsSmallGradients) {
  Evidence e = random_evidence();
  e.g = e.g * 1e-4;
  const at::Tensor exact = GradCamPlusPlus().explain(e, {}).L;
  const at::Tensor eaten = GradCamPlusPlus().explain(e, with(AlphaForm::Epsilon, false)).L;
  EXPECT_LT(eaten.max().item<double>(), 0.1 * exact.max().item<double>());
}

TEST(GradCamPlusPlusFormsTest, AgreesWithTheAuthorsScript) {
  const at::Tensor scores = tensor_of({0.9, 0.2}, {2}, at::kDouble);
  const FakeProbe probe(at::zeros({2, 3}), [&](const at::Tensor&) { return scores; });
  const Evidence e = random_evidence(&probe);
  for (const bool steps : {false, true}) {
    const Maps maps = GradCamPlusPlus().explain(e, with(AlphaForm::AuthorsCode, steps));
    for (int64_t n = 0; n < 2; ++n) {
      const Volume A = volume_of(e.A, n), g = volume_of(e.g, n);
      const auto expected = map_by_loop(A, steps, [&](int64_t k, int64_t t0, int64_t t1) {
        return weight_of_authors(g, scores[n].item<double>(), k, t0, t1);
      });
      expect_map_near(doubles(maps.L[n]), expected, 1e-12);
    }
  }
}

TEST(GradCamPlusPlusFormsTest, TheReluOfTheMapCanBeLeftToWhatFollows) {
  const Evidence e = random_evidence();
  CamOptions options;
  options.rectify = false;
  const at::Tensor sum = GradCam().explain({e.A, -e.g}, options).L;
  EXPECT_LT(sum.min().item<double>(), 0);
  EXPECT_TRUE(at::equal(sum.relu(), GradCam().explain({e.A, -e.g}, {}).L));
}

}  // namespace
}  // namespace vidcam::testing
