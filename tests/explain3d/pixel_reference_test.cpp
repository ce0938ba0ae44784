#include <ATen/core/grad_mode.h>
#include <fstream>
#include <nlohmann/json.hpp>

#include "explain3d/class_scores.h"
#include "explain3d/evidence.h"
#include "explain3d/methods.h"
#include "explain3d/model_probe.h"
#include "model3d/gradients.h"
#include "model3d/preprocess.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/npy64.h"
#include "tests/support/shared_data.h"

// Maps in pixel space of real nets against float64 arrays that an independent oracle made.
namespace vidcam::testing {
namespace {

class PixelReferenceTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto folder = shared_data(std::string("reference/") + GetParam());
    if (!folder) GTEST_SKIP() << "no shared data";
    folder_ = folder->string();
    std::ifstream(folder_ + "/case.json") >> info_;
    path_ = shared_data(info_.at("model").get<std::string>())->string();
    card_ = find_card(path_);
    const Npy64 pixels = read_npy64(folder_ + "/pixels.npy");
    const size_t axes = pixels.shape.size();
    Clip clip;
    clip.frames = axes == 4 ? static_cast<int>(pixels.shape[0]) : 1;
    clip.height = static_cast<int>(pixels.shape[axes - 3]);
    clip.width = static_cast<int>(pixels.shape[axes - 2]);
    for (const double v : pixels.values) clip.rgb.push_back(static_cast<uint8_t>(v));
    const Clip* const clips[] = {&clip};
    input_ = to_input(clips, card_);
  }

  [[nodiscard]] bool has(const std::string& name) const {
    return std::filesystem::exists(folder_ + "/" + name + ".npy");
  }
  // [C, T, H, W] of the stored frames; a picture has T = 1.
  [[nodiscard]] at::Tensor array(const std::string& name) const {
    const Npy64 a = read_npy64(folder_ + "/" + name + ".npy");
    const at::Tensor t = tensor_of(a.values, a.shape, at::kDouble);
    return a.shape.size() == 3 ? t.unsqueeze(1) : t;
  }

  // The method's map of the clip at the layer whose maps the reference has, grey being 0 as there.
  [[nodiscard]] at::Tensor map_of(const std::string& method, const std::string& layer,
                                  const OcclusionOptions& occlusion = {}) const {
    const TappedModel model(path_, card_, {layer, false, "cpu"});
    const TappedForward forward = model.forward(input_);
    const std::vector<int64_t> target = {info_.at("class_index").get<int64_t>()};
    const at::AutoGradMode on(true);
    const at::Tensor S = selected_scores(forward.logits, {target}, ScoreKind::Logit);
    ModelProbe probe({model, forward, input_, 8, ScoreKind::Logit, {}, at::zeros({3})});
    probe.aim({target}, S.detach());
    const Evidence e = make_evidence(forward.activations, gradient(forward, S, true), &probe);
    const at::NoGradGuard off;
    CamOptions options;
    options.occlusion = occlusion;
    return find_method(method).explain(e, options).L[0];
  }
  [[nodiscard]] std::string layer() const { return info_.at("layers").at(0); }

  void compare(const at::Tensor& map, const at::Tensor& wanted, const std::string& name) const {
    at::Tensor got = map.to(at::kDouble);
    if (card_.video) {
      const std::vector<int64_t> frames = info_.at("frames_stored");
      got = got.index_select(0, at::tensor(frames));
    }
    const double allowed =
        std::max(1e-5, 10 * info_.at("float32_relative_difference").value(name, 0.0));
    EXPECT_LT((got - wanted).abs().max().item<double>(),
              allowed * wanted.abs().max().item<double>())
        << name;
  }

  std::string folder_;
  nlohmann::json info_;
  std::string path_;
  ModelCard card_;
  at::Tensor input_;
};

TEST_P(PixelReferenceTest, GradientMethodsAgree) {
  compare(map_of("guided-backprop", layer()), array("guided_backprop").sum(0), "guided_backprop");
  if (has("gradient"))
    compare(map_of("saliency", layer()), array("gradient").abs().amax(0), "gradient");
  if (has("deconvnet"))
    compare(map_of("deconvnet", layer()), array("deconvnet").sum(0), "deconvnet");
  if (has("guided_gradcampp"))
    compare(map_of("guided-gradcam++", layer()), array("guided_gradcampp").sum(0),
            "guided_backprop");
}

class OcclusionReferenceTest : public PixelReferenceTest {};

TEST_P(OcclusionReferenceTest, DropsOfWindowsAgree) {
  const Npy64 windows = read_npy64(folder_ + "/occlusion_windows.npy");
  const at::Tensor map = map_of("occlusion", layer(), {16, 16, 4, 4});
  // Windows side by side: each is a block of the map.
  const at::Tensor first = map.slice(0, 0, {}, 4).slice(1, 0, {}, 16).slice(2, 0, {}, 16);
  const at::Tensor last = map.slice(0, 3, {}, 4).slice(1, 15, {}, 16).slice(2, 15, {}, 16);
  EXPECT_TRUE(at::equal(first, last));
  const at::Tensor wanted = tensor_of(windows.values, windows.shape, at::kDouble);
  EXPECT_LT((first - wanted).abs().max().item<double>(), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Cases, PixelReferenceTest,
                         ::testing::Values("c3d_daria_wave2", "c3d_denis_walk", "mobilenet_both",
                                           "squeezenet_zebra"));

INSTANTIATE_TEST_SUITE_P(Cases, OcclusionReferenceTest, ::testing::Values("c3d_daria_wave2"));

}  // namespace
}  // namespace vidcam::testing
