#include "samples/captions/caption_pictures.h"

#include <ATen/ATen.h>

#include <utility>

#include "samples/captions/caption_net.h"
#include "samples/scenes/caption_words.h"

namespace vidcam::samples {

CaptionedPictures draw_captioned(uint64_t first_seed, int count) {
  ScenePictures drawn = draw_scenes(first_seed, count, CaptionNet::kSide);
  std::vector<int64_t> tokens;
  for (const StillScene& scene : drawn.scenes) {
    const auto some = caption_tokens(scene.words());
    tokens.insert(tokens.end(), some.begin(), some.end());
  }
  return {std::move(drawn), at::tensor(tokens).view({count, kCaptionTokens})};
}

at::Tensor normalised_pictures(const at::Tensor& pictures) {
  return (pictures - CaptionNet::kMean) / CaptionNet::kDeviation;
}

}  // namespace vidcam::samples
