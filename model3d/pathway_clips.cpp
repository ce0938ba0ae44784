#include "model3d/pathway_clips.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/linspace.h>

namespace vidcam {
namespace {

// LibTorch's own linspace: its rounding decides where a frame falls on a whole number.
at::Tensor frames_of(const Pathway& pathway, int64_t frames, c10::Device device) {
  const at::Tensor places = pathway.frames > 0
                                ? at::linspace(0, frames - 1, pathway.frames, at::kFloat)
                                : at::arange(0, frames, pathway.every);
  return places.to(device, at::kLong);
}

}  // namespace

std::vector<at::Tensor> pathway_clips(const at::Tensor& clips,
                                      const std::vector<Pathway>& pathways) {
  if (pathways.empty()) return {clips};
  std::vector<at::Tensor> views;
  views.reserve(pathways.size());
  for (const Pathway& pathway : pathways)
    views.push_back(clips.index_select(2, frames_of(pathway, clips.size(2), clips.device())));
  return views;
}

}  // namespace vidcam
