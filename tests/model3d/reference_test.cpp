#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "model3d/gradients.h"
#include "model3d/preprocess.h"
#include "model3d/tapped_model.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/shared_data.h"

// Activations and gradients of real models against numbers that another program made in float64.
namespace vidcam {
namespace {

namespace fs = std::filesystem;

at::ScalarType type_of(const std::string& header) {
  if (header.find("'|u1'") != std::string::npos) return at::kByte;
  if (header.find("'<f4'") != std::string::npos) return at::kFloat;
  EXPECT_NE(header.find("'<f8'"), std::string::npos) << header;
  return at::kDouble;
}

// A little-endian, C-order .npy.
at::Tensor read_array(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const size_t header =
      10 + static_cast<unsigned char>(bytes.at(8)) + 256u * static_cast<unsigned char>(bytes.at(9));
  const std::string text = bytes.substr(10, header - 10);
  std::vector<int64_t> shape;
  size_t at = text.find('(') + 1;
  while (text[at] != ')') {
    shape.push_back(std::stoll(text.substr(at)));
    at = std::min(text.find(')', at), text.find(',', at) + 1);
    while (text[at] == ' ') ++at;
  }
  at::Tensor array = at::empty(shape, type_of(text));
  std::memcpy(array.mutable_data_ptr(), bytes.data() + header, array.nbytes());
  return array;
}

Clip clip_of(const at::Tensor& pixels) {
  Clip clip;
  const bool video = pixels.dim() == 4;
  clip.frames = video ? static_cast<int>(pixels.size(0)) : 1;
  clip.height = static_cast<int>(pixels.size(-3));
  clip.width = static_cast<int>(pixels.size(-2));
  clip.rgb.assign(pixels.const_data_ptr<uint8_t>(),
                  pixels.const_data_ptr<uint8_t>() + pixels.numel());
  return clip;
}

class ReferenceTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto folder = testing::shared_data(fs::path("reference") / GetParam());
    if (!folder) GTEST_SKIP() << "no shared data";
    folder_ = *folder;
    std::ifstream(folder_ / "case.json") >> facts_;
    path_ = (folder_ / "../.." / facts_.at("model").get<std::string>()).lexically_normal().string();
    card_ = find_card(path_);
    const Clip clip = clip_of(read_array(folder_ / "pixels.npy"));
    const std::array<const Clip*, 1> clips{&clip};
    input_ = to_input(clips, card_);
  }

  [[nodiscard]] bool has(const std::string& name) const {
    return fs::exists(folder_ / (name + ".npy"));
  }
  [[nodiscard]] at::Tensor score(const TappedForward& forward) const {
    return forward.logits.select(1, facts_.at("class_index").get<int64_t>());
  }
  // Ten times what a correct float32 run differs by, never less than 1e-5 (README of the
  // reference).
  void compare(const at::Tensor& got, const std::string& name) const {
    const double allowed =
        std::max(1e-5, 10 * facts_.at("float32_relative_difference").value(name, 0.0));
    EXPECT_LT(testing::relative_difference(got, read_array(folder_ / (name + ".npy"))), allowed)
        << name;
  }

  // The big arrays of a clip hold some frames only.
  [[nodiscard]] std::vector<int64_t> stored_frames() const { return facts_.at("frames_stored"); }

  fs::path folder_;
  nlohmann::json facts_;
  std::string path_;
  ModelCard card_;
  at::Tensor input_;
};

TEST_P(ReferenceTest, LogitsActivationsAndGradientsAgree) {
  int compared = 0;
  for (const std::string layer : facts_.at("layers")) {
    if (!has(layer + ".A")) continue;
    const TappedModel model(path_, card_, {layer, false, "cpu"});
    const auto forward = model.forward(input_);
    const auto g = gradient(forward, score(forward), false);
    compare(forward.logits.detach()[0], "logits");
    compare(forward.activations.detach()[0], layer + ".A");
    compare(g[0], layer + ".g");
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

TEST_P(ReferenceTest, GradientsOfThePixelsAgree) {
  const TappedModel model(path_, card_, {});
  EXPECT_EQ(model.rule_note(), "");
  const std::map<std::string, ReluRule> arrays{{"gradient", ReluRule::Plain},
                                               {"guided_backprop", ReluRule::Guided},
                                               {"deconvnet", ReluRule::Deconv}};
  for (const auto& [name, rule] : arrays) {
    if (!has(name)) continue;
    const auto forward = model.forward_from_input(input_, rule);
    at::Tensor got = gradient(forward, score(forward), false)[0];
    if (card_.video) got = got.index_select(1, at::tensor(stored_frames()));
    compare(got, name);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ReferenceTest,
                         ::testing::Values("c3d_daria_wave2", "c3d_denis_walk", "c3d_ira_bend",
                                           "c3d_moshe_jack_second_class", "mobilenet_both",
                                           "squeezenet_zebra"));

}  // namespace
}  // namespace vidcam
