#include <set>

#include "explain3d/clip_explainer.h"
#include "tests/explain3d/explained_nets.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

// ClipExplainer with the methods that explain pixels.
namespace vidcam::testing {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kMethods = {"saliency",       "guided-backprop",  "deconvnet",
                                           "guided-gradcam", "guided-gradcam++", "occlusion"};
const std::set<std::string> kSigned = {"guided-backprop", "deconvnet", "guided-gradcam",
                                       "guided-gradcam++"};

ExplainOptions pixel_options(const ScriptNet& net, const std::string& card) {
  ExplainOptions options = options_for(net, card);
  options.methods = kMethods;
  options.occlusion.patch = 8;
  return options;
}

ExplainOptions clip_options() { return pixel_options(make_c3d_like(21), kVideo); }
ExplainOptions picture_options() { return pixel_options(make_2d_net(22), kPicture); }

std::vector<ClipExplanation> explain(ClipExplainer& explainer, const std::vector<unsigned>& seeds,
                                     int frames) {
  std::vector<Clip> clips;
  for (const unsigned seed : seeds) clips.push_back(random_clip(seed, frames));
  return explain_all(explainer, clips, {{Kind::Rank, 0}, {Kind::Rank, 1}});
}

TEST(PixelExplainerTest, MapsHaveTheGridOfTheModelsInput) {
  for (const int frames : {8, 1}) {
    ClipExplainer explainer(frames == 8 ? clip_options() : picture_options());
    const auto result = explain(explainer, {1}, frames);
    for (const MethodMap& map : result[0].targets[0].maps) {
      EXPECT_EQ(map.heat.t, frames) << map.method;
      EXPECT_EQ(map.heat.h, 16) << map.method;
      EXPECT_EQ(map.heat.w, 16) << map.method;
      EXPECT_EQ(map.status, MapStatus::Ok) << map.method;
      const bool has_sign = kSigned.contains(map.method);
      EXPECT_EQ(map.heat.is_signed, has_sign) << map.method;
      EXPECT_EQ(map.min < 0, has_sign || map.method == "occlusion") << map.method;
      EXPECT_EQ(map.heat.low, has_sign ? -map.heat.high : 0) << map.method;
    }
    EXPECT_TRUE(explainer.facts().warnings.empty());
  }
}

// Each map is that of its own clip and target, whatever it was run with.
TEST(PixelExplainerTest, ClipsOfABatchDoNotMeet) {
  ClipExplainer explainer(clip_options());
  const auto together = explain(explainer, {1, 2, 3}, 8);
  for (unsigned n = 0; n < 3; ++n) {
    const auto alone = explain(explainer, {n + 1}, 8)[0];
    for (size_t k = 0; k < 2; ++k) {
      EXPECT_EQ(alone.targets[k].target.index, together[n].targets[k].target.index);
      for (size_t m = 0; m < kMethods.size(); ++m) {
        const auto& wanted = alone.targets[k].maps[m].heat.values;
        expect_map_near(together[n].targets[k].maps[m].heat.values, {wanted.begin(), wanted.end()},
                        1e-4);
      }
    }
  }
}

TEST(PixelExplainerTest, SaysHowFarItIsWhereTheModelIsAskedAgain) {
  ExplainOptions options = clip_options();
  options.methods = {"gradcam", "saliency", "occlusion"};
  options.occlusion.frames = 4;
  ClipExplainer explainer(options);
  std::vector<MethodProgress> seen;
  explainer.on_progress([&](const MethodProgress& p) { seen.push_back(p); });
  (void)explain(explainer, {1, 2, 3}, 8);
  std::map<std::string, MethodProgress> last;
  for (const MethodProgress& p : seen) last[p.method] = p;
  EXPECT_EQ(seen.front().done, 0);
  EXPECT_EQ(last.count("gradcam"), 0U);
  EXPECT_EQ(last.at("saliency").done, 3);
  EXPECT_EQ(last.at("saliency").total, 3);
  EXPECT_EQ(last.at("occlusion").done, 3 * 2 * 2 * 2);
  EXPECT_EQ(last.at("occlusion").total, 3 * 2 * 2 * 2);
}

TEST(PixelExplainerTest, RecordsTheWindowsThatWereChosen) {
  ExplainOptions options = clip_options();
  options.occlusion = {};
  const ClipExplainer explainer(options);
  const auto& all = explainer.facts().conventions;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const auto& method) { return method.first == "occlusion"; });
  ASSERT_NE(found, all.end());
  const std::map<std::string, std::string> chosen(found->second.begin(), found->second.end());
  EXPECT_EQ(chosen.at("patch"), "2, stride 2");
  EXPECT_EQ(chosen.at("frames"), "2, stride 2");
  EXPECT_THAT(chosen.at("baseline"), HasSubstr("mid-grey"));
}

TEST(PixelExplainerTest, WindowsLargerThanTheModelsInputAreRefusedBeforeAnythingRuns) {
  ExplainOptions options = clip_options();
  options.occlusion.patch = 17;
  expect_error(
      ExitCode::Usage, [&] { ClipExplainer refused(options); }, "--occlusion-patch 17", "16");
}

TEST(PixelExplainerTest, SaysWhichActivationsKeepTheirOwnGradient) {
  ScriptNet net(23);
  net.conv2d("conv", 3, 4)
      .define(
          "def forward(self, x):\n  return torch.relu(torch.gelu(self.conv(x))).mean([2, 3])\n");
  ExplainOptions options = pixel_options(net, kPicture);
  const auto says_gelu = [&](const std::string& method) {
    options.methods = {method};
    const ClipExplainer explainer(options);
    const auto& warnings = explainer.facts().warnings;
    return std::any_of(warnings.begin(), warnings.end(), [](const std::string& line) {
      return line.find("left as they are: gelu") != std::string::npos;
    });
  };
  EXPECT_TRUE(says_gelu("guided-backprop"));
  EXPECT_TRUE(says_gelu("deconvnet"));
  EXPECT_TRUE(says_gelu("guided-gradcam"));
  EXPECT_FALSE(says_gelu("saliency"));
  EXPECT_FALSE(says_gelu("gradcam"));
}

}  // namespace
}  // namespace vidcam::testing
