#include "explain3d/trunk_precision.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <span>

#include "explain3d/evidence.h"
#include "explain3d/gradcam.h"
#include "model3d/gradients.h"
#include "model3d/processor.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr int64_t kTrialClips = 2;
constexpr int64_t kWorthWeights = 1'000'000;  // of the trunk
constexpr double kFastEnough = 0.8;           // of float32's time
constexpr double kLeastCorrelation = 0.995;   // of the maps

// Grad-CAM of the first layer, at each of its calls that are tapped; [N, positions] float64.
at::Tensor first_layer_maps(const std::vector<TappedForward>& pass, const at::Tensor& S) {
  const auto behind =
      std::find_if(pass.begin(), pass.end(), [](const auto& p) { return p.layer > 0; });
  const std::span<const TappedForward> calls(pass.begin(), behind);
  const std::vector<at::Tensor> g = gradients(calls, S, /*keep=*/true);
  std::vector<at::Tensor> maps;
  maps.reserve(calls.size());
  for (size_t i = 0; i < calls.size(); ++i) {
    const Evidence evidence = make_evidence(calls[i].activations, g[i]);
    maps.push_back(GradCam().explain(evidence, {}).L.flatten(1).to(at::kDouble));
  }
  return at::cat(maps, 1);
}

struct Trial {
  std::vector<TappedForward> pass;
  PrecisionTrial found;
};

// Nothing where the layer has no feature maps: what follows says so.
std::optional<Trial> run_trial(const TappedModel& model, const at::Tensor& clips,
                               Precision precision, const at::Tensor& classes) {
  const auto start = std::chrono::steady_clock::now();
  Trial trial{model.forward_all(clips, precision), {}};
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const TappedForward& forward = trial.pass.front();
  if (forward.activations.dim() < 4) return {};
  const at::Tensor own = forward.logits.detach().argmax(1);
  const at::AutoGradMode tape_on(true);
  const at::Tensor target = classes.defined() ? classes : own;
  const at::Tensor S = forward.logits.gather(1, target.unsqueeze(1)).sum(1);
  trial.found = {own, first_layer_maps(trial.pass, S),
                 took.count() / static_cast<double>(clips.size(0))};
  return trial;
}

// The least Pearson correlation of the rows of a and b; two maps without any contrast agree.
double least_correlation(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor x = a - a.mean(1, true), y = b - b.mean(1, true);
  const at::Tensor xx = x.square().sum(1), yy = y.square().sum(1);
  const at::Tensor r = (x * y).sum(1) / (xx * yy).sqrt();
  return at::where((xx == 0) & (yy == 0), at::ones_like(r), r).nan_to_num(0).min().item<double>();
}

std::string in_words(const char* form, double first, double second = 0) {
  char text[200];
  std::snprintf(text, sizeof(text), form, first, second);
  return text;
}

bool is_finite(const std::vector<TappedForward>& layers) {
  const auto finite = [](const at::Tensor& x) { return x.detach().isfinite().all().item<bool>(); };
  return finite(layers[0].logits) &&
         std::all_of(layers.begin(), layers.end(),
                     [&](const TappedForward& layer) { return finite(layer.activations); });
}

}  // namespace

Precision narrow_precision(PrecisionRequest request, const std::string& device) {
  if (request == PrecisionRequest::Int8) return Precision::Int8;
  if (request == PrecisionRequest::BFloat16) return Precision::BFloat16;
  const bool tried = request == PrecisionRequest::Auto &&
                     (device != "cpu" || processor_has_any({"avx512_bf16", "amx_bf16"}));
  return tried ? Precision::BFloat16 : Precision::Float32;
}

PrecisionVerdict judge(const PrecisionTrial& float32, const PrecisionTrial& bfloat16, bool on_cpu) {
  const double correlation = least_correlation(float32.maps, bfloat16.maps);
  const double wide = 1e3 * float32.seconds_per_clip, narrow = 1e3 * bfloat16.seconds_per_clip;
  if (!at::equal(float32.classes, bfloat16.classes))
    return {Precision::Float32, "fp32: bf16 gives the first clips another class"};
  if (correlation < kLeastCorrelation)
    return {Precision::Float32,
            in_words("fp32: bf16's Grad-CAM of the first clips correlates by only %.4f with it",
                     correlation)};
  if (on_cpu && narrow > kFastEnough * wide)
    return {Precision::Float32, in_words("fp32: %.0f ms a clip, bf16 %.0f ms", wide, narrow)};
  std::string reason =
      in_words("bf16: Grad-CAM of the first clips correlates by %.4f with fp32's", correlation);
  if (on_cpu) reason += in_words("; %.0f ms a clip, fp32 %.0f ms", narrow, wide);
  return {Precision::BFloat16, reason};
}

TrunkPrecision::TrunkPrecision(PrecisionRequest request, const TappedModel& model,
                               const std::string& device)
    : model_(model), on_cpu_(device == "cpu"), narrow_(narrow_precision(request, device)) {
  const bool can = model.narrow_refusal().empty();
  const bool by_name = request == PrecisionRequest::BFloat16 || request == PrecisionRequest::Int8;
  if (by_name && !can)
    throw Error(ExitCode::Unusable,
                std::string(request == PrecisionRequest::Int8 ? "int8" : "bf16") +
                    " cannot be used: " + model.narrow_refusal() + "; use fp32");
  if (request == PrecisionRequest::BFloat16) chosen_ = Precision::BFloat16;
  const bool worth_it = model.narrow_weights() >= kWorthWeights;
  if (request == PrecisionRequest::Float32 || !can) chosen_ = Precision::Float32;
  if (request == PrecisionRequest::Auto && !worth_it) chosen_ = Precision::Float32;
}

TappedForward TrunkPrecision::forward(const at::Tensor& batch) {
  return forward_all(batch).front();
}

std::vector<TappedForward> TrunkPrecision::forward_all(const at::Tensor& batch) {
  std::vector<TappedForward> pass;
  if (!chosen_) pass = choose(batch);
  if (pass.empty() || pass[0].logits.size(0) != batch.size(0))
    pass = model_.forward_all(batch, *chosen_);
  if (*chosen_ == Precision::Float32 || is_finite(pass)) return pass;
  return model_.forward_all(batch, Precision::Float32);
}

at::Tensor TrunkPrecision::logits(const at::Tensor& batch) {
  if (!chosen_) choose(batch);
  at::Tensor scores = model_.logits(batch, *chosen_);
  if (*chosen_ == Precision::Float32 || scores.isfinite().all().item<bool>()) return scores;
  return model_.logits(batch, Precision::Float32);
}

// By auto none of a picture on the CPU: it takes less time than finding out.
int64_t TrunkPrecision::trial_clips(const at::Tensor& batch) const {
  if (narrow_ == Precision::Int8) return 1;
  return batch.dim() != 5 && on_cpu_ ? 0 : std::min(kTrialClips, batch.size(0));
}

int64_t TrunkPrecision::first_clips(const at::Tensor& batch) const {
  const int64_t trial = chosen_ ? 0 : trial_clips(batch);
  return trial > 0 ? trial : batch.size(0);
}

std::vector<TappedForward> TrunkPrecision::choose(const at::Tensor& batch) {
  const bool int8 = narrow_ == Precision::Int8;
  chosen_ = int8 ? Precision::Int8 : Precision::Float32;
  if (trial_clips(batch) == 0) return {};
  const at::Tensor clips = batch.narrow(0, 0, trial_clips(batch));
  auto wide = run_trial(model_, clips, Precision::Float32, {});
  if (!wide) return {};
  try {
    auto narrow = run_trial(model_, clips, narrow_, wide->found.classes);
    if (int8) {
      judge_int8(wide->found, narrow.value().found);
      return std::move(narrow->pass);
    }
    const auto [precision, reason] = judge(wide->found, narrow.value().found, on_cpu_);
    chosen_ = precision;
    reason_ = reason;
    return std::move((precision == Precision::BFloat16 ? *narrow : *wide).pass);
  } catch (const Error& e) {  // an operator that knows no bfloat16
    if (int8) throw;
    reason_ = std::string("fp32: bf16 fails: ") + e.what();
    return std::move(wide->pass);
  }
}

void TrunkPrecision::judge_int8(const PrecisionTrial& float32, const PrecisionTrial& int8) {
  const double correlation = least_correlation(float32.maps, int8.maps);
  reason_ =
      in_words("int8: Grad-CAM of the first clip correlates by %.4f with fp32's", correlation);
  if (!at::equal(float32.classes, int8.classes))
    doubt_ = "int8 gives the first clip another class than fp32: these maps may mislead";
  else if (correlation < kLeastCorrelation)
    doubt_ = in_words(
        "int8's Grad-CAM of the first clip correlates by only %.4f with fp32's: these maps may "
        "mislead",
        correlation);
}

}  // namespace vidcam
