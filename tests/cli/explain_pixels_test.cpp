#include <gtest/gtest.h>

#include <boost/algorithm/string/join.hpp>

#include <algorithm>
#include <filesystem>

#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

// The methods that explain pixels, and their grey pictures.
namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::explain;
using testing::ProgramRun;
using testing::read_json;
using testing::sample_video;

class ExplainPixelsTest : public ::testing::Test {
 protected:
  ProgramRun explained(const std::string& input, const std::vector<std::string>& more) {
    ProgramRun run = explain({input}, dir_ / "out", more);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run;
  }
  [[nodiscard]] std::string out(const std::string& ending) const {
    return dir_ / ("out/" + fs::path(sample_video()).stem().string() + ending);
  }

  testing::TempDir dir_;
};

TEST_F(ExplainPixelsTest, RawMapsHaveTheModelsInputGridAndTheirSign) {
  const std::vector<std::string> methods = {"saliency", "guided-backprop", "deconvnet",
                                            "guided-gradcam", "guided-gradcam++"};
  explained(sample_video(), {"--clips", "2", "--view", "source", "--method",
                             "gradcam," + boost::algorithm::join(methods, ",")});
  EXPECT_LT(read_npy(out("_gradcam.npy")).shape[3], 20) << "the layer's own grid, beside them";
  const auto record = read_json(out(".json"));
  for (const std::string& method : methods) {
    const NpyArray maps = read_npy(out("_" + method + ".npy"));
    EXPECT_EQ(maps.shape, (std::vector<int64_t>{2, 16, 96, 128})) << method;
    const float least = *std::min_element(maps.values.begin(), maps.values.end());
    EXPECT_EQ(least < 0, method != "saliency") << method;
    for (const auto& clip : record["clips"])
      EXPECT_EQ(clip["targets"][0]["methods"][method]["status"], "ok") << method;
    EXPECT_TRUE(record["conventions"]["methods"][method].contains("shown")) << method;
  }
  EXPECT_EQ(record["conventions"]["methods"]["deconvnet"]["relu_backward"], "relu(G)");
}

TEST_F(ExplainPixelsTest, OcclusionTakesItsWindowsFromTheCommandLine) {
  explained(sample_video(), {"--clips", "1", "--view", "source", "--method", "occlusion",
                             "--occlusion-patch", "48", "--occlusion-frames", "8"});
  const auto record = read_json(out(".json"));
  EXPECT_EQ(record["conventions"]["methods"]["occlusion"]["patch"], "48, stride 48");
  EXPECT_EQ(record["conventions"]["methods"]["occlusion"]["frames"], "8, stride 8");
  // Windows of 48 x 48 over 96 x 128, the last column moved back to 80.
  const NpyArray map = read_npy(out("_occlusion.npy"));
  EXPECT_EQ(map.shape, (std::vector<int64_t>{1, 16, 96, 128}));
  const auto at = [&](size_t t, size_t y, size_t x) { return map.values[(t * 96 + y) * 128 + x]; };
  for (const size_t t : {0U, 8U}) {
    EXPECT_EQ(at(t, 0, 0), at(t + 7, 47, 47));
    EXPECT_EQ(at(t, 48, 96), at(t + 7, 95, 127));
    EXPECT_NE(at(t, 0, 0), at(t, 48, 96));
  }
}

TEST_F(ExplainPixelsTest, WindowsThatDoNotFitAreAUsageError) {
  const ProgramRun run = explain({sample_video()}, dir_ / "out",
                                 {"--method", "occlusion", "--occlusion-patch", "200"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.err.find("--occlusion-patch 200: the model's input has only 96 pixels"),
            std::string::npos)
      << run.err;
}

// Rows and columns [from, to) of a picture: how many pixels are mid-grey, and whether any has
// colour.
struct Greys {
  int middle = 0;
  int other = 0;
  int coloured = 0;
};

Greys count_greys(const testing::ReadBack& shown, size_t frame) {
  Greys greys;
  for (int y = 0; y < shown.height; ++y) {
    for (int x = 0; x < shown.width; ++x) {
      const auto c = shown.pixels[frame].at(x, y);
      if (std::abs(c.r - c.g) > 8 || std::abs(c.g - c.b) > 8) ++greys.coloured;
      ++(std::abs(c.g - 128) < 12 ? greys.middle : greys.other);
    }
  }
  return greys;
}

TEST_F(ExplainPixelsTest, TheGuidedViewIsAGreyPictureAroundMidGrey) {
  explained(sample_video(), {"--view", "guided", "--no-text", "--clips", "1", "--method",
                             "guided-backprop,saliency"});
  const auto signed_map = testing::read_video(out("_guided-backprop.mp4"), true);
  const auto size = testing::read_video(out("_saliency.mp4"), true);
  ASSERT_EQ(signed_map.pixels.size(), 16U);
  for (const size_t frame : {3U, 12U}) {
    const Greys of_sign = count_greys(signed_map, frame), of_size = count_greys(size, frame);
    EXPECT_EQ(of_sign.coloured, 0);
    EXPECT_EQ(of_size.coloured, 0);
    EXPECT_GT(of_sign.middle, 2 * of_sign.other) << "most pixels have no say";
    EXPECT_GT(of_sign.other, 100);
    EXPECT_GT(of_size.other, 5 * of_size.middle) << "no evidence is black there";
  }
}

}  // namespace
}  // namespace vidcam
