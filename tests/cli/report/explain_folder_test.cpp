#include "pipeline/cli/report/explain_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/report/results.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

class ExplainFolderTest : public ::testing::Test {
 protected:
  // A record whose outputs have these names; all of them are there.
  [[nodiscard]] ExplainRecord with_outputs(const std::vector<std::string>& names) const {
    testing::make_explanation(dir_.path().string(), "a_b", "in.mp4", {{}}, false);
    const std::string path = dir_ / "a_b.json";
    Json record = Json::parse(std::ifstream(path));
    record["outputs"] = Json::array();
    for (const std::string& name : names) {
      record["outputs"].push_back("elsewhere/" + name);
      std::ofstream(dir_ / name) << "x";
    }
    std::ofstream(path) << record;
    return read_explain_folder(dir_.path()).at(0);
  }
  testing::TempDir dir_;
};

TEST_F(ExplainFolderTest, ReadsWhatARecordSaysOfItsClips) {
  testing::make_explanation(dir_.path().string(), "a", "videos/in.mp4",
                            {{0, 16, 0.75}, {16, 16, 0.25, "flat"}, {32, 16, 0.8, "nonfinite"}},
                            false);
  const auto records = read_explain_folder(dir_.path());
  ASSERT_EQ(records.size(), 1U);
  const ExplainRecord& r = records[0];
  EXPECT_EQ(r.stem, "a");
  EXPECT_EQ(r.input(), "videos/in.mp4");
  EXPECT_EQ(r.methods, (std::vector<std::string>{"gradcam", "gradcam++"}));
  EXPECT_EQ(r.flat, (std::vector<int64_t>{1, 0}));
  EXPECT_EQ(r.not_finite, (std::vector<int64_t>{1, 0}));
  EXPECT_DOUBLE_EQ(r.confidence, 0.6);
  EXPECT_EQ(r.predicted, "left");
  ASSERT_EQ(r.moments.size(), 3U);
  EXPECT_DOUBLE_EQ(r.moments[1].probability.at("right"), 0.75);
  EXPECT_DOUBLE_EQ(r.frame_rate(), 12);
  EXPECT_EQ(r.layer(), "conv4a");
}

TEST_F(ExplainFolderTest, TellsOutputsApartByTheirNames) {
  const ExplainRecord r = with_outputs(
      {"a_b_gradcam.mp4", "a_b_gradcam++_top1_overlay.mp4", "a_b_gradcam_label_x_y_masked.png",
       "a_b_source.mp4", "a_b_side-by-side.mp4", "a_b_top1_side-by-side.mp4", "a_b_gradcam.npy",
       "a_b_channels.csv", "a_b_sheet.png", "a_b_unheardof.mp4"});
  EXPECT_EQ(r.source.filename(), "a_b_source.mp4");
  std::vector<std::string> said;
  for (const PaintedFile& f : r.painted) said.push_back(f.method + "|" + f.target + "|" + f.view);
  EXPECT_EQ(said,
            (std::vector<std::string>{"gradcam||", "gradcam++|top1|overlay",
                                      "gradcam|label_x_y|masked", "side by side||side-by-side",
                                      "side by side|top1|side-by-side", "all methods||sheet"}));
}

// One in a folder, with the methods of a channel sheet.
void make_channel_sheet(const std::string& folder, const std::string& stem,
                        const std::string& input) {
  testing::make_explanation(folder, stem, input, {{}}, false);
  const std::string path = folder + "/" + stem + ".json";
  Json record = Json::parse(std::ifstream(path));
  Json& methods = record["clips"][0]["targets"][0]["methods"];
  methods = {{"channel7", methods["gradcam"]}, {"channel12", methods["gradcam"]}};
  record["outputs"] = {folder + "/" + stem + "_sheet.png", folder + "/" + stem + "_channel7.npy"};
  std::ofstream(path) << record;
}

TEST_F(ExplainFolderTest, TheSheetOfAnInputsChannelsIsOneOfItsPictures) {
  const std::string folder = dir_.path().string();
  testing::make_explanation(folder, "a", "in.mp4", {{}}, false);
  make_channel_sheet(folder, "a_top-channels", "in.mp4");
  make_channel_sheet(folder, "b_top-channels", "b.mp4");  // that of b alone was left
  make_channel_sheet(folder, "a_top-channels_top-channels", "other.mp4");
  const auto records = read_explain_folder(folder);
  std::vector<std::string> stems;
  for (const ExplainRecord& record : records) stems.push_back(record.stem);
  EXPECT_EQ(stems,
            (std::vector<std::string>{"a", "a_top-channels_top-channels", "b_top-channels"}));
  const PaintedFile& sheet = records[0].painted.back();
  EXPECT_EQ(sheet.path.filename(), "a_top-channels_sheet.png");
  EXPECT_EQ(sheet.method, "top channels");
  EXPECT_EQ(sheet.view, "sheet");
}

TEST_F(ExplainFolderTest, MediaAreWhatIsStillThere) {
  const ExplainRecord r = with_outputs({"a_b_gradcam.mp4", "a_b_gradcam++.mp4"});
  fs::remove(dir_ / "a_b_gradcam++.mp4");
  EXPECT_EQ(media_of(r, dir_.path()).dump(),
            R"({"source":null,"views":[{"kind":"video","url":"a_b_gradcam.mp4","method":"gradcam",)"
            R"("view":"","group":"overlay"}]})");
  fs::remove(dir_ / "a_b_gradcam.mp4");
  EXPECT_TRUE(media_of(r, dir_.path()).is_null());
}

// Beside windows with gaps the whole input would not be in step.
TEST_F(ExplainFolderTest, TheInputIsTheSourceOnlyWhereItIsInStep) {
  std::ofstream(dir_ / "in.mp4") << "x";
  const auto source = [&](const std::vector<testing::MadeClip>& clips) {
    testing::make_explanation(dir_ / "out", "a", dir_ / "in.mp4", clips, false);
    const Json media = media_of(read_explain_folder(dir_ / "out").at(0), dir_ / "out");
    return media.is_null() ? "" : media["source"].value("url", "");
  };
  EXPECT_EQ(source({{0, 16}, {16, 16}}), "../in.mp4");
  EXPECT_EQ(source({{8, 16}, {100, 16}}), "");
}

TEST_F(ExplainFolderTest, OtherFilesArePassedOverAndDamagedRecordsNamed) {
  std::ofstream(dir_ / "notes.json") << "{\"a\": 1}";
  std::ofstream(dir_ / "broken.json") << "{";
  EXPECT_TRUE(read_explain_folder(dir_.path()).empty());
  std::ofstream(dir_ / "odd.json")
      << R"({"vidcam": "1", "input": {}, "clips": [{}], "outputs": []})";
  testing::expect_error(
      ExitCode::Unusable, [&] { return read_explain_folder(dir_.path()); }, "odd.json",
      "no record as vidcam explain writes them");
  std::ofstream(dir_ / "odd.json") << R"({"vidcam": "1", "input": 7, "clips": [], "outputs": []})";
  testing::expect_error(
      ExitCode::Unusable, [&] { return read_explain_folder(dir_.path()); }, "odd.json");
  testing::expect_error(
      ExitCode::Missing, [&] { return read_explain_folder(dir_ / "gone"); }, "no such folder");
}

}  // namespace
}  // namespace vidcam
