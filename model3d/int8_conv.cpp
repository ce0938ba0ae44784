#include "model3d/int8_conv.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "model3d/call_operator.h"
#include "model3d/processor.h"
#include "model3d/tensor_facts.h"

namespace vidcam::detail {
namespace {

constexpr int64_t kFewestChannels = 16;

struct Range {
  double scale = 1;
  int64_t zero = 0;  // what 0 becomes
};

// Nothing where a value is not finite.
std::optional<Range> range_of(const at::Tensor& x) {
  const auto [least, greatest] = at::aminmax(x);
  const double low = std::min(least.item<double>(), 0.0);
  const double high = std::max(greatest.item<double>(), 0.0);
  if (!std::isfinite(low) || !std::isfinite(high)) return {};
  if (low == high) return Range{};
  const double scale = (high - low) / 255;
  return Range{scale, std::lround(-low / scale)};
}

at::Tensor in_bytes(const at::Tensor& x, const Range& range) {
  return at::quantize_per_tensor(x, range.scale, range.zero, at::kQUInt8).int_repr();
}

// [N, C, ...] as [N, ..., C], as it lies in memory: LibTorch would copy anything else.
at::Tensor as_it_lies(const at::Tensor& x) { return channels_last(x).movedim(1, -1); }

// The greatest weight of each output channel becomes 127.
at::Tensor scales_of(const at::Tensor& weight) {
  const at::Tensor greatest = weight.flatten(1).abs().amax(1);
  return at::where(greatest > 0, greatest / 127, at::ones_like(greatest));
}

}  // namespace

Int8Conv::Int8Conv(ConstantConv conv)
    : conv_(std::move(conv)),
      scale_(scales_of(conv_.weight)),
      zero_(at::zeros_like(scale_, at::kInt)) {}

std::string Int8Conv::refusal() {
  if (!at::globalContext().userEnabledMkldnn() || !at::hasMKLDNN()) return "LibTorch has no oneDNN";
  const bool multiplies = processor_has_any({"avx512_vnni", "amx_int8"});
  return multiplies ? "" : "this processor has no AVX512-VNNI";
}

bool Int8Conv::takes(const ConstantConv& conv) {
  return conv.weight.is_cpu() && conv.weight.scalar_type() == at::kFloat && conv.groups == 1 &&
         conv.weight.size(1) >= kFewestChannels && range_of(conv.weight).has_value();
}

at::Tensor Int8Conv::packed_for(const at::Tensor& x) {
  const std::scoped_lock one_at_a_time(lock_);
  if (packed_.defined()) return packed_;
  std::vector<int64_t> sizes(static_cast<size_t>(conv_.weight.dim()), 1);
  sizes[0] = -1;
  const at::Tensor bytes = (conv_.weight / scale_.view(sizes)).round().to(at::kChar);
  packed_ =
      call_operator("onednn::qconv_prepack", {bytes, scale_, 1.0, 0, conv_.stride, conv_.padding,
                                              conv_.dilation, conv_.groups, x.sizes().vec()});
  return packed_;
}

at::Tensor Int8Conv::run_clip(const at::Tensor& x) {
  const at::Tensor values = as_it_lies(x);
  const auto range = range_of(values);
  if (!range) return conv_(x);
  const at::Tensor bytes = in_bytes(values, *range).movedim(-1, 1);
  return call_operator(
      "onednn::qconv_pointwise",
      {bytes, range->scale, range->zero, packed_for(x), scale_, zero_, optional_tensor(conv_.bias),
       conv_.stride, conv_.padding, conv_.dilation, conv_.groups, 1.0, 0,
       static_cast<int64_t>(at::kFloat), "none", c10::List<std::optional<at::Scalar>>(), ""});
}

at::Tensor Int8Conv::run(const at::Tensor& x) {
  if (on_tape(x)) throw std::logic_error("a convolution in 8 bits has no gradient");
  if (!conv_.fits(x)) return conv_(x);
  std::vector<at::Tensor> clips;
  for (const at::Tensor& clip : x.split(1)) clips.push_back(run_clip(clip));
  return clips.size() == 1 ? clips[0] : at::cat(clips);
}

}  // namespace vidcam::detail
