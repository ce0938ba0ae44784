#include "pipeline/cli/explain/record.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/base/npy.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

class RecordTest : public ::testing::Test {
 protected:
  RecordTest() {
    settings_.out = dir_.path().string();
    settings_.model.methods = {"gradcam"};
    std::ofstream(dir_ / "clip.mp4") << "abc";
  }
  InputTask task() {
    InputTask task({dir_ / "clip.mp4", InputKind::Media, "clip"}, settings_, {{"top1", false, {}}},
                   {});
    task.stream = StreamInfo{};
    task.stream->width = 64;
    task.stream->height = 48;
    task.stream->orientation = {1, false};
    task.end = EndOfClips{20, 2, 0.8, {}};
    for (int64_t c = 0; c < 2; ++c) task.add(clip(c), explanation(c));
    return task;
  }
  static Clip clip(int64_t index) {
    Clip c;
    c.index = index;
    c.first_frame = 4 * index;
    c.real_frames = 16;
    return c;
  }
  static ClipExplanation explanation(int64_t index) {
    ClipExplanation e;
    MethodMap map;
    map.method = "gradcam";
    map.heat = {1, 1, 2, {static_cast<float>(index), 1}, 0, 1};
    map.min = static_cast<float>(index);
    map.max = 1;
    map.status = index == 1 ? MapStatus::Flat : MapStatus::Ok;
    const ClassScore walk{3, "walk", 0.75, 2.5};
    e.top.push_back(walk);
    e.targets.resize(1);
    e.targets[0].target = walk;
    e.targets[0].score = 2.5;
    e.targets[0].maps.push_back(map);
    return e;
  }
  // STEM.json of a task whose results are written.
  nlohmann::ordered_json record(const InputTask& task, const ModelFacts& facts = {}) {
    static_cast<void>(write_results(task, settings_, facts));
    std::ifstream file(dir_ / (task.input().stem + ".json"));
    return nlohmann::ordered_json::parse(file);
  }
  testing::TempDir dir_;
  ExplainSettings settings_;
};

TEST_F(RecordTest, SaysWhatTheContractAsksFor) {
  ModelFacts facts;
  facts.layer = "conv5b";
  facts.tap = "rectified";
  InputTask painted = task();
  painted.result.outputs = {{"out/a.mp4", 20}};
  const auto j = record(painted, facts);
  EXPECT_EQ(j["status"], "complete");
  EXPECT_EQ(j["input"]["sha256"],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(j["input"]["width"], 48) << "as shown: the stream is turned";
  EXPECT_EQ(j["input"]["frames"], 20);
  EXPECT_EQ(j["model"]["layer"], "conv5b");
  EXPECT_EQ(j["conventions"]["normalize"], "clip");
  EXPECT_EQ(j["clips"][1]["first_frame"], 4);
  EXPECT_EQ(j["clips"][0]["top"][0]["label"], "walk");
  EXPECT_EQ(j["clips"][0]["targets"][0]["methods"]["gradcam"]["status"], "ok");
  EXPECT_EQ(j["outputs"][0], "out/a.mp4");
  ASSERT_EQ(j["warnings"].size(), 1U);
  EXPECT_EQ(
      j["warnings"][0],
      "gradcam for top1: 1 of 2 maps are flat: nothing in the layer speaks for this class there");
}

TEST_F(RecordTest, SaysWhichConventionsAreNotTheDefaults) {
  const auto plain = record(task())["conventions"];
  EXPECT_EQ(plain["preset"], "paper");
  EXPECT_EQ(plain["alpha"], "eq 19, no epsilon");
  EXPECT_EQ(plain["order"], "sum, relu, upsample, normalise");
  for (const char* name : {"gradient", "range", "range_epsilon", "layers", "smoothing"})
    EXPECT_FALSE(plain.contains(name)) << name;

  settings_.preset = "authors-code";
  settings_.model.rms_gradient = true;
  settings_.model.alpha = AlphaForm::AuthorsCode;
  settings_.model.form = {MapOrder::UpsampleReluNormalize, Upsampling::Spline, true, 1e-6};
  settings_.model.further_layers = {"conv5b"};
  settings_.model.fuse = Fuse::Max;
  settings_.model.smoothing = {4, 0.1, 9};
  ModelFacts facts;
  facts.further_shapes = {{8, 2, 7, 7}};
  const auto all = record(task(), facts);
  const auto& chosen = all["conventions"];
  EXPECT_EQ(chosen["preset"], "authors-code");
  EXPECT_EQ(chosen["order"], "sum, upsample, relu, normalise");
  EXPECT_NE(chosen["alpha"], plain["alpha"]);
  EXPECT_NE(chosen["upsampling"], plain["upsampling"]);
  EXPECT_TRUE(chosen.contains("gradient"));
  EXPECT_EQ(chosen["range"], "0 to the largest value");
  EXPECT_EQ(chosen["range_epsilon"], 1e-6);
  EXPECT_EQ(chosen["layers"]["fused"], "max");
  EXPECT_EQ(chosen["layers"]["forward_passes"], 1);
  EXPECT_EQ(chosen["smoothing"]["samples"], 4);
  EXPECT_EQ(chosen["smoothing"]["seed"], 9);
  EXPECT_EQ(all["model"]["further_layer_shapes"][0][0], 8);
}

TEST_F(RecordTest, HoldsOneLineAClipInTheOrderOfTheContract) {
  std::vector<std::string> members;
  const nlohmann::ordered_json whole = record(task());
  for (const auto& [name, value] : whole.items()) members.push_back(name);
  EXPECT_EQ(members, (std::vector<std::string>{"vidcam", "status", "input", "model", "conventions",
                                               "clips", "outputs", "warnings"}));
  std::ifstream file(dir_ / "clip.json");
  std::vector<int> clips;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with(',')) line.pop_back();
    if (line.starts_with("  {\"index\"")) clips.push_back(nlohmann::json::parse(line)["index"]);
  }
  EXPECT_EQ(clips, (std::vector<int>{0, 1}));
}

TEST_F(RecordTest, TakesAnyBytesAsALabel) {
  InputTask odd({dir_ / "clip.mp4", InputKind::Media, "clip"}, settings_, {{"top1", false, {}}},
                {});
  ClipExplanation named = explanation(0);
  named.top[0].label = "quo\"te\n \"clips\": [\xff";
  odd.add(clip(0), named);
  EXPECT_EQ(record(odd)["clips"][0]["top"][0]["label"], "quo\"te\n \"clips\": [\xEF\xBF\xBD");
}

TEST_F(RecordTest, WithoutAClipItIsStillARecord) {
  const InputTask none({dir_ / "clip.mp4", InputKind::Media, "clip"}, settings_,
                       {{"top1", false, {}}}, {});
  EXPECT_EQ(record(none)["clips"].size(), 0U);
}

TEST_F(RecordTest, AFullDiskNamesTheFileAndLeavesNothing) {
  const InputTask finished = task();
  const testing::FileSizeLimit limit(300);
  testing::expect_error(
      ExitCode::Io, [&] { return write_results(finished, settings_, {}); },
      (dir_ / "clip.json") + ": cannot be written: File too large");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "clip.json"));
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path()))
    EXPECT_FALSE(entry.path().filename().string().starts_with(".")) << entry.path();
}

TEST_F(RecordTest, DamageMakesAResultPartial) {
  InputTask damaged = task();
  damaged.end->damage = {"3 frames could not be decoded"};
  EXPECT_EQ(record(damaged)["status"], "partial");
}

TEST_F(RecordTest, WritesRawMapsOfAllClips) {
  const auto outputs = write_results(task(), settings_, {});
  EXPECT_EQ(outputs, (std::vector<std::string>{dir_ / "clip_gradcam.npy", dir_ / "clip.json"}));
  const NpyArray maps = read_npy(outputs[0]);
  EXPECT_EQ(maps.shape, (std::vector<int64_t>{2, 1, 1, 2}));
  EXPECT_EQ(maps.values, (std::vector<float>{0, 1, 1, 1}));
}

TEST_F(RecordTest, EveryTargetAndMethodHasItsOwnMaps) {
  settings_.model.methods = {"gradcam", "gradcam++"};
  InputTask two({dir_ / "clip.mp4", InputKind::Media, "clip"}, settings_,
                {{"walk", false, {}}, {"run", false, {}}}, {});
  for (int64_t c = 0; c < 2; ++c) {
    ClipExplanation e = explanation(0);
    e.targets.push_back(e.targets[0]);
    for (size_t t = 0; t < 2; ++t) {
      e.targets[t].maps.push_back(e.targets[t].maps[0]);
      for (size_t m = 0; m < 2; ++m)
        e.targets[t].maps[m].heat.values[0] =
            static_cast<float>(100 * c) + static_cast<float>(10 * t + m);
    }
    e.targets[1].maps[1].status = MapStatus::NonFinite;
    two.add(clip(c), e);
  }
  static_cast<void>(write_results(two, settings_, {}));
  EXPECT_EQ(read_npy(dir_ / "clip_gradcam++_walk.npy").values, (std::vector<float>{1, 1, 101, 1}));
  EXPECT_EQ(read_npy(dir_ / "clip_gradcam_run.npy").values, (std::vector<float>{10, 1, 110, 1}));
  EXPECT_EQ(read_npy(dir_ / "clip_gradcam++_run.npy").values, (std::vector<float>{11, 1, 111, 1}));
  EXPECT_EQ(evidence_warnings(two),
            std::vector<std::string>{"gradcam++ for run: 2 of 2 maps are not finite; the model's "
                                     "gradient overflows there"});
}

TEST_F(RecordTest, TheMapOfAPictureHasNoClipAxis) {
  InputTask picture({dir_ / "photo.png", InputKind::Media, "photo"}, settings_,
                    {{"top1", false, {}}}, {});
  picture.stream = StreamInfo{};
  picture.stream->is_image = true;
  picture.add(clip(0), explanation(0));
  static_cast<void>(write_results(picture, settings_, {}));
  EXPECT_EQ(read_npy(dir_ / "photo_gradcam.npy").shape, (std::vector<int64_t>{1, 1, 2}));
}

TEST_F(RecordTest, FindsItsOwnResultAndTellsItFromAnothers) {
  static_cast<void>(write_results(task(), settings_, {}));
  EXPECT_TRUE(find_earlier(dir_ / "clip.json", dir_ / "clip.mp4").found);
  EXPECT_FALSE(find_earlier(dir_ / "clip.json", dir_ / "clip.mp4").other);
  EXPECT_TRUE(find_earlier(dir_ / "clip.json", "elsewhere/clip.mp4").other);
  EXPECT_FALSE(find_earlier(dir_ / "none.json", "x").found);
  std::ofstream(dir_ / "torn.json") << "{\"input\": {";
  EXPECT_FALSE(find_earlier(dir_ / "torn.json", "x").found);
}

}  // namespace
}  // namespace vidcam
