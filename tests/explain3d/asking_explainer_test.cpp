#include <random>

#include "explain3d/clip_explainer.h"
#include "explain3d/methods.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/script_models.h"

// Methods that ask the model again, through the explainer.
namespace vidcam::testing {
namespace {

using Targets = std::vector<TargetSpec>;

constexpr auto kClass = TargetSpec::Kind::Class;
const std::vector<std::string> kAsking = {"gradcam++-softmax", "scorecam", "ablationcam"};

ExplainOptions options(std::vector<std::string> methods = kAsking) {
  ExplainOptions out;
  out.model_path = save_model(make_c3d_like(51, c10::kDouble).module(), "asking.pt", R"({"input": {
    "layout": "NCTHW", "frames": 8, "height": 16, "width": 16}, "layer": "conv3a"})");
  out.device = "cpu";
  out.methods = std::move(methods);
  return out;
}

// Clips as model input, and the one of them at `index`.
NpyArray clips(int64_t count, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  NpyArray out{{count, 3, 8, 16, 16}, {}};
  out.values.resize(static_cast<size_t>(count) * 3 * 8 * 16 * 16);
  for (float& v : out.values) v = normal(random);
  return out;
}

NpyArray only(const NpyArray& all, int64_t index) {
  const auto size = static_cast<std::ptrdiff_t>(all.values.size()) / all.shape[0];
  const auto first = all.values.begin() + index * size;
  return {{1, 3, 8, 16, 16}, {first, first + size}};
}

void expect_same(const TargetExplanation& a, const TargetExplanation& b) {
  ASSERT_EQ(a.maps.size(), b.maps.size());
  for (size_t m = 0; m < a.maps.size(); ++m) {
    SCOPED_TRACE(a.maps[m].method);
    ASSERT_EQ(a.maps[m].status, MapStatus::Ok);
    const auto& values = b.maps[m].heat.values;
    expect_map_near(a.maps[m].heat.values, {values.begin(), values.end()}, 1e-6);
  }
}

// In float64: the softmax form amplifies the rounding of another batch size a thousand times.
TEST(AskingExplainerTest, ClipHasTheSameMapAloneAndInABatch) {
  ClipExplainer explainer(options());
  const Targets targets = {{kClass, 4}};
  const NpyArray all = clips(3);
  const auto together = explainer.explain(all, targets);
  for (int64_t n = 0; n < 3; ++n) {
    const auto alone = explainer.explain(only(all, n), targets);
    ASSERT_EQ(alone.size(), 1U);
    expect_same(together[static_cast<size_t>(n)].targets[0], alone[0].targets[0]);
  }
}

TEST(AskingExplainerTest, EachTargetOfAPassIsWhatItIsAlone) {
  ClipExplainer explainer(options());
  const NpyArray input = clips(2);
  const Targets both = {{kClass, 2}, {kClass, 4}};
  const auto together = explainer.explain(input, both);
  for (size_t k = 0; k < 2; ++k) {
    const Targets one = {both[k]};
    const auto alone = explainer.explain(input, one);
    for (size_t n = 0; n < 2; ++n) expect_same(together[n].targets[k], alone[n].targets[0]);
  }
}

TEST(AskingExplainerTest, BatchesOfAnySizeGiveTheSame) {
  ExplainOptions wanted = options();
  const NpyArray input = clips(2);
  const Targets targets = {{kClass, 0}};
  const auto usual = ClipExplainer(wanted).explain(input, targets);
  for (const int batch : {1, 3, 64}) {
    wanted.batch = batch;
    ClipExplainer explainer(wanted);
    EXPECT_EQ(explainer.facts().batch, batch);
    const auto result = explainer.explain(input, targets);
    for (size_t n = 0; n < 2; ++n) expect_same(result[n].targets[0], usual[n].targets[0]);
  }
}

TEST(AskingExplainerTest, SaysHowFarEachMethodIs) {
  ClipExplainer explainer(options({"gradcam", "scorecam", "ablationcam"}));
  std::vector<MethodProgress> heard;
  explainer.on_progress([&](const MethodProgress& p) { heard.push_back(p); });
  const Targets targets = {{kClass, 0}, {kClass, 1}};
  (void)explainer.explain(clips(2), targets);
  int starts = 0;
  for (size_t i = 0; i < heard.size(); ++i) {
    EXPECT_TRUE(heard[i].method == "scorecam" || heard[i].method == "ablationcam");
    EXPECT_LE(heard[i].done, heard[i].total);
    if (heard[i].done != 0) continue;
    ++starts;
    if (i > 0) {
      EXPECT_EQ(heard[i - 1].done, heard[i - 1].total);
    }
  }
  EXPECT_EQ(starts, 4);  // two methods of two targets
  EXPECT_EQ(heard.back().done, heard.back().total);
  EXPECT_GT(heard.size(), 8U);
}

TEST(AskingExplainerTest, WhoIsToldOfProgressMayEndIt) {
  ClipExplainer explainer(options());
  explainer.on_progress([](const MethodProgress& p) {
    if (p.done > 0) throw std::runtime_error("enough");
  });
  const Targets targets = {{kClass, 0}};
  EXPECT_THROW((void)explainer.explain(clips(1), targets), std::runtime_error);
}

TEST(AskingExplainerTest, MethodsWithoutACostNeedNoModel) {
  const at::Tensor A = at::rand({2, 3, 2, 4, 4}), g = at::ones({2, 3, 2, 4, 4});
  for (const Explainer* method : methods()) {
    SCOPED_TRACE(method->info().name);
    if (method->info().cost.empty()) {
      EXPECT_EQ(method->further_clips({A, g}, {}), 0);
      EXPECT_EQ(method->explain({A, g}, {}).L.sizes(), (std::vector<int64_t>{2, 2, 4, 4}));
    } else {
      EXPECT_THROW((void)method->explain({A, g}, {}), std::invalid_argument);
    }
  }
}

TEST(AskingExplainerTest, RecordsWhatEachMethodChose) {
  ExplainOptions wanted = options({"gradcam", "gradcam++-softmax", "scorecam"});
  wanted.softmax_bound = 0.25;
  const ClipExplainer explainer(wanted);
  ASSERT_EQ(explainer.facts().conventions.size(), 2U);
  const auto& [method, chosen] = explainer.facts().conventions[0];
  EXPECT_EQ(method, "gradcam++-softmax");
  EXPECT_NE(chosen.back().second.find("0.25"), std::string::npos);
}

// gradcam++-softmax explains the probability in any case; the logits behind it are piecewise
// linear.
TEST(AskingExplainerTest, ChoosingTheProbabilityAsScoreIsNoNewsToTheSoftmax) {
  ExplainOptions wanted = options({"gradcam++", "gradcam++-softmax"});
  wanted.score = ScoreKind::Probability;
  const ClipExplainer explainer(wanted);
  ASSERT_EQ(explainer.facts().warnings.size(), 1U);
  EXPECT_EQ(explainer.facts().warnings[0].find("gradcam++: "), 0U);
}

}  // namespace
}  // namespace vidcam::testing
