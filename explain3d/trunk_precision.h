#pragma once

#include <optional>
#include <string>

#include "explain3d/clip_explainer.h"
#include "model3d/tapped_model.h"

namespace vidcam {

// What a trunk is to be prepared in beside float32: what was asked for by name or, by auto,
// bfloat16 where it could be faster (CUDA, or a CPU that multiplies it). Float32: in nothing else.
[[nodiscard]] Precision narrow_precision(PrecisionRequest request, const std::string& device);

// What running the same clips in one precision brought.
struct PrecisionTrial {
  at::Tensor classes;           // [N] int64, the likeliest of each clip
  at::Tensor maps;              // [N, positions] float64, Grad-CAM of the classes float32 gives
  double seconds_per_clip = 0;  // of the forward pass
};

struct PrecisionVerdict {
  Precision precision = Precision::Float32;
  std::string reason;  // one line
};

// bfloat16 where it says the same: the same likeliest class for each clip, and maps that correlate
// by at least 0.995 (Pearson) each; on a CPU also only where it takes at most 4/5 of the time (some
// that have the instructions are slower with them).
[[nodiscard]] PrecisionVerdict judge(const PrecisionTrial& float32, const PrecisionTrial& bfloat16,
                                     bool on_cpu);

// What the trunk of a model runs in. Asked for by name, or (auto) chosen on the first batch: two of
// its clips are run both ways and judged; where these two are the batch, the pass that won is its
// result. Pictures on a CPU, and trunks of less than a million weights, stay in float32: there is
// little to gain; so does a model that fails in bfloat16. Int8 is taken where it was asked for by
// name, but compared with float32 on the first clip, and doubted where bfloat16 would not have been
// taken. A pass that is not finite is made again in float32. Not thread-safe.
class TrunkPrecision {
 public:
  // The model outlives it, and was made with TapOptions::narrow as narrow_precision says. Throws
  // Error (Unusable) where a precision was asked for by name and the model cannot.
  TrunkPrecision(PrecisionRequest request, const TappedModel& model, const std::string& device);

  // As TappedModel's.
  [[nodiscard]] TappedForward forward(const at::Tensor& batch);
  [[nodiscard]] std::vector<TappedForward> forward_all(const at::Tensor& batch);
  [[nodiscard]] at::Tensor logits(const at::Tensor& batch);

  // How many clips of a first batch to run on their own, so that no pass of them is for the choice
  // alone; all of them where there is nothing to choose any more.
  [[nodiscard]] int64_t first_clips(const at::Tensor& batch) const;

  // Float32 until it is chosen.
  [[nodiscard]] Precision chosen() const { return chosen_.value_or(Precision::Float32); }
  // How `auto` came to it, or how near int8 is, one line; "" where nothing was compared.
  [[nodiscard]] const std::string& reason() const { return reason_; }
  // Why maps in the precision that was asked for may mislead, one line; "": nothing known.
  [[nodiscard]] const std::string& doubt() const { return doubt_; }

 private:
  // Gives the pass of the precision that was chosen, on the clips that it was chosen by; empty
  // where none was made.
  std::vector<TappedForward> choose(const at::Tensor& batch);
  void judge_int8(const PrecisionTrial& float32, const PrecisionTrial& int8);
  [[nodiscard]] int64_t trial_clips(const at::Tensor& batch) const;

  const TappedModel& model_;
  bool on_cpu_;
  Precision narrow_;
  std::optional<Precision> chosen_;
  std::string reason_, doubt_;
};

}  // namespace vidcam
