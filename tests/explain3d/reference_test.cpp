#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "explain3d/clip_explainer.h"
#include "explain3d/methods.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/npy64.h"
#include "tests/support/shared_data.h"
#include "tests/support/upsample_loop.h"

// Maps of real nets on real clips and photos against float64 arrays that an independent oracle made
// (shared data, not part of the project).
namespace vidcam::testing {
namespace {

const std::map<std::string, std::string> kArrays = {{"gradcam", "gradcam"},
                                                    {"gradcam++", "gradcampp"}};

class ReferenceTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto folder = shared_data(std::string("reference/") + GetParam());
    if (!folder) GTEST_SKIP() << "no shared data";
    folder_ = folder->string();
    std::ifstream(folder_ + "/case.json") >> info_;
    index_ = info_.at("class_index").get<int>();
  }

  [[nodiscard]] bool has(const std::string& name) const {
    return std::filesystem::exists(folder_ + "/" + name + ".npy");
  }
  [[nodiscard]] Npy64 array(const std::string& name) const {
    return read_npy64(folder_ + "/" + name + ".npy");
  }
  // Ten times what a correct float32 run is off, never less than 1e-5.
  [[nodiscard]] double tolerance(const std::string& name) const {
    return std::max(1e-5, 10 * info_.at("float32_relative_difference").value(name, 0.0));
  }
  [[nodiscard]] std::vector<std::string> layers() const { return info_.at("layers"); }

  [[nodiscard]] Clip clip() const {
    const Npy64 pixels = array("pixels");
    const size_t axes = pixels.shape.size();
    Clip clip;
    clip.frames = axes == 4 ? static_cast<int>(pixels.shape[0]) : 1;
    clip.height = static_cast<int>(pixels.shape[axes - 3]);
    clip.width = static_cast<int>(pixels.shape[axes - 2]);
    for (const double v : pixels.values) clip.rgb.push_back(static_cast<uint8_t>(v));
    return clip;
  }

  [[nodiscard]] ExplainOptions options(const std::string& layer, bool rectified) const {
    ExplainOptions out;
    out.model_path = shared_data(info_.at("model").get<std::string>())->string();
    out.layer = layer;
    out.rectified = rectified;
    out.device = "cpu";
    return out;
  }

  [[nodiscard]] TargetExplanation explain(ClipExplainer& explainer) const {
    const Clip one = clip();
    const Clip* const clips[] = {&one};
    const std::vector<TargetSpec> targets[] = {{{TargetSpec::Kind::Class, index_}}};
    return explainer.explain(clips, targets)[0].targets[0];
  }

  // The maps of a layer as arrays of `named`.
  void check(ClipExplainer& explainer, const std::string& named) const {
    const TargetExplanation result = explain(explainer);
    const auto logits = array("logits").values;
    EXPECT_NEAR(result.score, logits.at(static_cast<size_t>(index_)), 1e-4);
    for (const MethodMap& map : result.maps) {
      SCOPED_TRACE(named + " " + map.method);
      const std::string name = named + "." + kArrays.at(map.method);
      EXPECT_EQ(map.status, MapStatus::Ok);
      expect_map_near(map.heat.values, array(name).values, tolerance(name));
      report(name, map);
      check_upsampled(map, name + "_up");
    }
    check_condition(result.maps.at(1), named);
  }

  // How far off we are: seen with --gtest_output or in the log of a failing run.
  void report(const std::string& name, const MethodMap& map) const {
    const auto expected = array(name).values;
    double worst = 0, top = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
      worst = std::max(worst, std::abs(static_cast<double>(map.heat.values[i]) - expected[i]));
      top = std::max(top, expected[i]);
    }
    char text[32];
    std::snprintf(text, sizeof(text), "%.2g", worst / top);
    RecordProperty(name, text);
  }

  void check_condition(const MethodMap& map, const std::string& named) const {
    const auto& info = info_.at("layer_info").at(named);
    const double expected = info.at("alpha_condition").get<double>();
    EXPECT_NEAR(map.alpha_condition, expected, 1e-4 * expected);
  }

  // Upsampled to the model's input and shown between low and high, as the oracle normalised it.
  void check_upsampled(const MethodMap& map, const std::string& name) const {
    if (!has(name)) return;
    const Npy64 expected = array(name);
    const Clip input = clip();
    const Size3 from = {map.heat.t, map.heat.h, map.heat.w};
    const Size3 to = {input.frames, input.height, input.width};
    const auto up = upsample_by_loop({map.heat.values.begin(), map.heat.values.end()}, from, to);
    const auto plane = static_cast<size_t>(to[1] * to[2]);
    std::vector<double> shown;
    for (const size_t frame : stored_frames(name, input.frames)) {
      for (size_t i = 0; i < plane; ++i)
        shown.push_back((up[frame * plane + i] - map.heat.low) / (map.heat.high - map.heat.low));
    }
    expect_map_near(shown, expected.values, tolerance(name));
  }

  [[nodiscard]] std::vector<size_t> stored_frames(const std::string& name, int frames) const {
    const auto& whole = info_.at("full_in_time");
    const bool all = info_.at("frames_stored").is_string() ||
                     std::find(whole.begin(), whole.end(), name) != whole.end();
    if (!all) return info_.at("frames_stored");
    std::vector<size_t> out(static_cast<size_t>(frames));
    for (size_t f = 0; f < out.size(); ++f) out[f] = f;
    return out;
  }

 private:
  std::string folder_;
  nlohmann::json info_;
  int index_ = 0;
};

TEST_P(ReferenceTest, MapsFollowFromTheArraysOfActivationsAndGradients) {
  int checked = 0;
  for (const std::string& layer : layers()) {
    if (!has(layer + ".A")) continue;
    const Npy64 A = array(layer + ".A"), g = array(layer + ".g");
    std::vector<int64_t> shape = A.shape;
    if (shape.size() == 3) shape.insert(shape.begin() + 1, 1);
    shape.insert(shape.begin(), 1);
    for (const auto type : {at::kDouble, at::kFloat}) {
      const Evidence e{tensor_of(A.values, shape, type), tensor_of(g.values, shape, type)};
      const auto map = [&](const std::string& method, Pool pool) {
        return doubles(find_method(method).explain(e, {pool}).L);
      };
      // Where the arrays were stored in float32 they are no better than that.
      const double allowed = type == at::kDouble && shape[2] > 1 ? 1e-12 : 1e-5;
      for (const auto& [method, name] : kArrays)
        expect_map_near(map(method, Pool::Volume), array(layer + "." + name).values, allowed);
      if (has(layer + ".gradcam_per_step"))
        expect_map_near(map("gradcam", Pool::PerStep), array(layer + ".gradcam_per_step").values,
                        allowed);
      ++checked;
    }
  }
  EXPECT_GE(checked, 2);
}

TEST_P(ReferenceTest, MapsFollowFromPixelsAtEachLayerItself) {
  for (const std::string& layer : layers()) {
    ClipExplainer explainer(options(layer, /*rectified=*/false));
    EXPECT_EQ(explainer.facts().tap, "raw");
    check(explainer, layer);
  }
}

TEST_P(ReferenceTest, WeightsOfEachStepFollowFromPixels) {
  for (const std::string& layer : layers()) {
    const std::string name = layer + ".gradcam_per_step";
    if (!has(name)) continue;
    ExplainOptions wanted = options(layer, false);
    wanted.pool = Pool::PerStep;
    ClipExplainer explainer(wanted);
    expect_map_near(explain(explainer).maps.at(0).heat.values, array(name).values, tolerance(name));
  }
}

// The papers' A of a convolution is what its ReLU gives.
TEST_P(ReferenceTest, RectifiedConvolutionGivesTheMapsOfItsReLU) {
  const std::map<std::string, std::string> behind = {{"conv4b", "relu4b"}};
  for (const std::string& layer : layers()) {
    if (behind.count(layer) == 0) continue;
    ClipExplainer explainer(options(layer, /*rectified=*/true));
    EXPECT_EQ(explainer.facts().tap, "rectified");
    check(explainer, behind.at(layer));
  }
}

// c3d_ira_bend as C3dIraBend.
std::string case_name(const ::testing::TestParamInfo<const char*>& tested) {
  std::string name;
  bool up = true;
  for (const char c : std::string(tested.param)) {
    if (c != '_') name += up ? static_cast<char>(std::toupper(c)) : c;
    up = c == '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, ReferenceTest,
                         ::testing::Values("c3d_daria_wave2", "c3d_denis_walk", "c3d_ira_bend",
                                           "c3d_moshe_jack_second_class", "mobilenet_both",
                                           "squeezenet_zebra"),
                         case_name);

}  // namespace
}  // namespace vidcam::testing
