#include "model3d/trunk_conv.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>

#include <vector>

#include "model3d/call_operator.h"
#include "model3d/max_pool.h"
#include "model3d/processor.h"
#include "model3d/tensor_facts.h"

namespace vidcam::detail {

at::Tensor PackedConv::packed_for(const at::Tensor& x) {
  if (on_tape(x) || !x.is_cpu() || !conv_.fits(x)) return {};
  const std::scoped_lock one_at_a_time(lock_);
  const std::vector<int64_t> size = x.sizes().slice(1).vec();
  if (!packed_.defined()) {
    packed_ = call_operator(
        "mkldnn::_reorder_convolution_weight",
        {conv_.weight, conv_.padding, conv_.stride, conv_.dilation, conv_.groups, x.sizes().vec()});
    size_ = size;
  }
  return size == size_ ? packed_ : at::Tensor();
}

at::Tensor PackedConv::run(const at::Tensor& x) {
  const at::Tensor weight = packed_for(x);
  if (!weight.defined()) return conv_(x);
  return call_operator(
      "mkldnn::_convolution_pointwise",
      {channels_last(x), weight, optional_tensor(conv_.bias), conv_.padding, conv_.stride,
       conv_.dilation, conv_.groups, "none", c10::List<std::optional<at::Scalar>>(), ""});
}

bool PackedConv::takes(const ConstantConv& conv) {
  if (!at::globalContext().userEnabledMkldnn() || !at::hasMKLDNN() || !conv.weight.is_cpu())
    return false;
  const auto type = conv.weight.scalar_type();
  return type == at::kFloat ||
         (type == at::kBFloat16 && processor_has_any({"avx512_bf16", "amx_bf16"}));
}

at::Tensor run_and_pool(TrunkConv& conv, const at::Tensor& x, const PooledAfter& pooled) {
  const auto pooled_of = [&](const at::Tensor& some) {
    return max_pool3d(conv.run(some), pooled.kernel, pooled.stride, pooled.padding, pooled.relu);
  };
  if (x.dim() != 5) return pooled_of(x);  // one clip without a batch axis
  std::vector<at::Tensor> clips;
  for (const at::Tensor& clip : x.split(1)) clips.push_back(pooled_of(clip));
  return clips.size() == 1 ? clips[0] : at::cat(clips);
}

}  // namespace vidcam::detail
