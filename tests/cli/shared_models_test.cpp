#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "tests/cli/run_program.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

// Real models of other people on real pictures and videos: what they see is known.
namespace vidcam {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::read_json;
using testing::shared_data;
using testing::TempDir;

// The records of a run with the model's own card, in the order of the inputs' names.
std::vector<json> explained(const fs::path& input, const fs::path& model,
                            const std::vector<std::string>& more = {}) {
  const TempDir dir;
  std::vector<std::string> arguments = {"explain",   input, "-m",     model,   "-o",
                                        dir / "out", "-q",  "--view", "source"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto run = testing::run_vidcam(arguments);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  std::vector<json> records;
  for (const std::string& path : run.paths()) {
    if (path.ends_with(".json")) records.push_back(read_json(path));
  }
  return records;
}

std::string file_name(const json& record) {
  return fs::path(record["input"]["path"].get<std::string>()).filename().string();
}

json likeliest(const json& record) { return record["clips"][0]["top"][0]; }

TEST(SharedModelsTest, MobileNetSeesADogOnEveryPhotoOfOne) {
  const auto model = shared_data("models/mobilenet_v2_imagenet1001_scripted.pt");
  const auto photos = shared_data("images/dog_voc/JPEGImages");
  if (!model || !photos) GTEST_SKIP() << "shared data is not here";
  const auto records = explained(*photos, *model, {"--recursive"});
  EXPECT_EQ(records.size(), 20U);
  for (const json& record : records) {
    EXPECT_EQ(record["model"]["layer"], "head");
    EXPECT_THAT(likeliest(record)["index"].get<int>(),
                ::testing::AllOf(::testing::Ge(151), ::testing::Le(268)))
        << file_name(record);
  }
}

// The reference decodes with another library: a photo between two classes may change sides.
TEST(SharedModelsTest, SqueezeNetSeesWhatTheReferenceSaw) {
  const auto model = shared_data("models/squeezenet_v1.0_imagenet1000_scripted.pt");
  const auto photos = shared_data("images/imagenet_sample");
  const auto reference = shared_data("reference/metrics_imagenet_squeezenet_fire9.json");
  if (!model || !photos || !reference) GTEST_SKIP() << "shared data is not here";
  std::map<std::string, int> expected;
  const json known = read_json(*reference);
  for (const json& row : known["rows"])
    expected[fs::path(row["file"].get<std::string>()).filename()] = row["class_index"];
  int same = 0;
  for (const json& record : explained(*photos, *model, {"--recursive", "--method", "gradcam"}))
    same += likeliest(record)["index"] == expected.at(file_name(record)) ? 1 : 0;
  EXPECT_GE(same, 99);
}

TEST(SharedModelsTest, TheLettersOfSignLanguageAreRead) {
  const auto model = shared_data("models/asl29_cnn_scripted.pt");
  const auto photos = shared_data("images/asl");
  if (!model || !photos) GTEST_SKIP() << "shared data is not here";
  int right = 0;
  for (const json& record : explained(*photos, *model, {"--recursive"}))
    right += likeliest(record)["label"] == file_name(record).substr(0, 1) ? 1 : 0;
  EXPECT_GE(right, 24) << "of 26";
}

TEST(SharedModelsTest, TheActionsOfOnePersonAreRecognised) {
  const auto model = shared_data("models/weizmann_c3d.pt");
  const auto videos = shared_data("actions/weizmann");
  if (!model || !videos) GTEST_SKIP() << "shared data is not here";
  for (const auto& action : fs::directory_iterator(*videos)) {
    const std::string name = action.path().filename();
    const auto records = explained(action.path() / ("lena_" + name + ".avi"), *model,
                                   {"--clips", "1", "--method", "gradcam"});
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(likeliest(records[0])["label"], name);
  }
}

// Decoded and resized by another library: figures to about 1 in 100, ranges to 5.
TEST(SharedModelsTest, EveryWindowOfAVideoAgreesWithTheReference) {
  const auto model = shared_data("models/weizmann_c3d.pt");
  const auto video = shared_data("actions/weizmann/walk/daria_walk.avi");
  const auto path = shared_data("reference/video_daria_walk.json");
  if (!model || !video || !path) GTEST_SKIP() << "shared data is not here";
  const auto records = explained(*video, *model, {"--target", "video-top1"});
  const json expected = read_json(*path);
  ASSERT_EQ(records.size(), 1U);
  const json& clips = records[0]["clips"];
  ASSERT_EQ(clips.size(), expected["clips"].size());
  for (size_t i = 0; i < clips.size(); ++i) {
    const json& got = clips[i]["targets"][0];
    const json& want = expected["clips"][i];
    EXPECT_EQ(clips[i]["first_frame"], want["first_frame"]);
    EXPECT_EQ(got["label"], expected["label"]);
    EXPECT_NEAR(got["probability"], want["confidence"], 0.01);
    for (const auto& [ours, theirs] :
         {std::pair("gradcam", "gradcam"), std::pair("gradcam++", "gradcampp")}) {
      const double max = want[theirs]["raw_max"];
      EXPECT_NEAR(got["methods"][ours]["max"], max, 0.05 * max) << ours << " of clip " << i;
    }
  }
}

}  // namespace
}  // namespace vidcam
