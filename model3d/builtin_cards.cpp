#include "model3d/builtin_cards.h"

#include <array>
#include <vector>

#include "model3d/model_card.h"

namespace vidcam {
namespace {

struct Builtin {
  const char* name;
  const char* json;
};

// [Note: C3D on Sports-1M] The Caffe original (github.com/facebook/C3D,
// examples/c3d_feature_extraction: new_height 128, new_width 171, crop_size 112, mean_file
// sport1m_train16_128_mean.binaryproto) reads frames with OpenCV, so B, G, R in 0..255, and
// subtracts a mean volume of 16 x 128 x 171. A card has a mean per channel: that volume's average,
// B 90.2516, G 97.6570, R 101.4083. The volume is smooth, so this moves scores little. The weights
// of DavideA/c3d-pytorch are that Caffe model's; its demo leaves out the mean and the swap to BGR,
// which the network was not trained with. mmaction2's C3D config (Resize (-1, 128), crop 112, mean
// (104, 117, 128)) belongs to its own training.
constexpr const char* kC3dSports1m = R"({
  "input": {"layout": "NCTHW", "frames": 16, "height": 112, "width": 112, "channels": "BGR", "range": [0, 255],
            "mean": [90.25164677347574, 97.65700354418385, 101.4083346052324], "std": [1, 1, 1],
            "resize": {"mode": "stretch", "height": 128, "width": 171}, "crop": "center"},
  "output": {"kind": "logits"}, "layer": "conv5b"})";

// torchvision's VideoClassification transform for r3d_18, mc3_18, r2plus1d_18 (KINETICS400_V1):
// resize to 128 x 171, centre crop 112.
constexpr const char* kKineticsTorchvision = R"({
  "input": {"layout": "NCTHW", "frames": 16, "height": 112, "width": 112, "channels": "RGB", "range": [0, 1],
            "mean": [0.43216, 0.394666, 0.37645], "std": [0.22803, 0.22145, 0.216989],
            "resize": {"mode": "stretch", "height": 128, "width": 171}, "crop": "center"},
  "output": {"kind": "logits"}, "layer": "layer4"})";

// torchvision's ImageClassification transform: shorter side 256, centre crop 224.
constexpr const char* kImagenet = R"({
  "input": {"layout": "NCHW", "height": 224, "width": 224, "channels": "RGB", "range": [0, 1],
            "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225],
            "resize": {"mode": "short-side", "height": 256}, "crop": "center"},
  "output": {"kind": "logits"}})";

constexpr std::array<Builtin, 3> kCards{{{"c3d-sports1m", kC3dSports1m},
                                         {"imagenet", kImagenet},
                                         {"kinetics-torchvision", kKineticsTorchvision}}};

}  // namespace

std::vector<std::string> builtin_cards() {
  std::vector<std::string> names;
  names.reserve(kCards.size());
  for (const auto& card : kCards) names.emplace_back(card.name);
  return names;
}

std::optional<std::string> detail::builtin_card(const std::string& name) {
  for (const auto& card : kCards) {
    if (name == card.name) return card.json;
  }
  return std::nullopt;
}

}  // namespace vidcam
