#include "model3d/model_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using testing::expect_error;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ModelCard parse(const std::string& text) {
  return parse_card(nlohmann::json::parse(text), "card.json", ".");
}

// A card whose input has these further fields.
ModelCard with_input(const std::string& fields) {
  return parse(R"({"input": {"height": 112, "width": 96)" + fields + "}}");
}

void refused(const std::string& text, const std::string& message) {
  expect_error(
      ExitCode::Unusable, [&] { (void)parse(text); }, "card.json: " + message);
}

TEST(ModelCardTest, TheLeastCardGivesTheDefaults) {
  const auto card = parse(R"({"input": {"height": 112, "width": 96}})");
  EXPECT_TRUE(card.video);
  EXPECT_EQ(card.clip,
            (ClipSpec{16, 1, 112, 96, ClipSpec::Resize::Stretch, 112, 96, ClipSpec::Crop::None}));
  EXPECT_FALSE(card.bgr);
  EXPECT_EQ(card.range, (std::array<double, 2>{0, 1}));
  EXPECT_EQ(card.std, (std::array<double, 3>{1, 1, 1}));
  EXPECT_FALSE(card.probabilities);
  EXPECT_THAT(card.labels, IsEmpty());
  EXPECT_EQ(card.source, "card.json");
}

TEST(ModelCardTest, PathwaysAreEveryFewFramesOrSoMany) {
  const auto card = with_input(R"(, "pathways": [{"every": 4}, {"frames": 8}])");
  ASSERT_THAT(card.pathways, SizeIs(2));
  EXPECT_EQ(card.pathways[0].every, 4);
  EXPECT_EQ(card.pathways[0].frames, 0);
  EXPECT_EQ(card.pathways[1].frames, 8);
  EXPECT_EQ(card.clip_inputs(), 2U);
  EXPECT_EQ(with_input("").clip_inputs(), 1U);
}

TEST(ModelCardTest, PathwaysThatSayTooMuchOrTooLittleAreRefused) {
  const auto refused_input = [](const std::string& fields, const std::string& message) {
    refused(R"({"input": {"height": 112, "width": 96, )" + fields + "}}", message);
  };
  refused_input(R"("pathways": [{}])",
                "input.pathways[0].every: every (every k-th frame) or frames");
  refused_input(R"("pathways": [{"every": 2, "frames": 3}])", "input.pathways[0].every: every");
  refused_input(R"("pathways": [{"frames": 17}])", "input.pathways[0].frames");
  refused_input(R"("layout": "NCHW", "pathways": [{"every": 1}])", "input.pathways: are of clips");
}

TEST(ModelCardTest, ALayersGridHasTheAxesOfTheInput) {
  const std::string input = R"({"input": {"height": 112, "width": 96)";
  EXPECT_THAT(parse(input + R"(}, "layer_grid": [8, 7, 6]})").layer_grid, ElementsAre(8, 7, 6));
  EXPECT_THAT(parse(input + R"(, "layout": "NCHW"}, "layer_grid": [7, 6]})").layer_grid,
              ElementsAre(7, 6));
  for (const char* grid : {"[7, 6]", "7", "[8, 7.5, 6]", "[8, 0, 6]"})
    refused(input + R"(}, "layer_grid": )" + grid + "}", "layer_grid: must be [T, H, W]");
}

// Beside the card.
TEST(ModelCardTest, ACaptionersDecoderIsASecondFile) {
  const std::string caption = R"("vocabulary": ["<s>", "</s>"], "start": "<s>", "end": "</s>")";
  const std::string input = R"({"input": {"height": 112, "width": 96}, "caption": {)" + caption;
  const auto pair =
      parse_card(nlohmann::json::parse(input + R"(, "decoder": "d.pt"}})"), "card.json", "folder");
  EXPECT_EQ(pair.caption->decoder, "folder/d.pt");
  EXPECT_EQ(pair.further_inputs(), 0U) << "the encoder takes no tokens";
  EXPECT_EQ(parse(input + "}}").further_inputs(), 1U);
}

TEST(ModelCardTest, EveryFieldIsRead) {
  const auto card = parse(
      R"({"input": {"layout": "NCTHW", "frames": 8, "height": 100, "width": 90, "channels": "BGR",
      "range": [-1, 1], "mean": [1, 2, 3.5], "std": [4, 5, 6], "resize": {"mode": "stretch", "height": 128, "width": 171},
      "crop": "center", "frame_step": 2},
      "output": {"kind": "probabilities", "index": 2, "key": "scores"}, "labels": ["a", "b"], "layer": "conv5b",
      "extra_inputs": [{"name": "q", "kind": "tokens", "vocabulary": ["", "a", "b"], "length": 7, "pad": "", "unknown": "b"},
      {"name": "pose", "shape": [2, 3], "type": "int64"}], "caption": {"vocabulary": ["<s>", "</s>", "a"], "start": "<s>", "end": "</s>", "length": 9}, "about": "anything"})");
  EXPECT_EQ(card.clip,
            (ClipSpec{8, 2, 100, 90, ClipSpec::Resize::Stretch, 128, 171, ClipSpec::Crop::Center}));
  EXPECT_TRUE(card.bgr);
  EXPECT_EQ(card.range, (std::array<double, 2>{-1, 1}));
  EXPECT_EQ(card.mean, (std::array<double, 3>{1, 2, 3.5}));
  EXPECT_EQ(card.std, (std::array<double, 3>{4, 5, 6}));
  EXPECT_TRUE(card.probabilities);
  EXPECT_EQ(card.output_index, 2);
  EXPECT_EQ(card.output_key, "scores");
  EXPECT_THAT(card.labels, ElementsAre("a", "b"));
  EXPECT_EQ(card.layer, "conv5b");
  ASSERT_EQ(card.further.size(), 2U);
  EXPECT_EQ(card.further[0].kind, FurtherInput::Kind::Tokens);
  EXPECT_THAT(card.further[0].vocabulary, ElementsAre("", "a", "b"));
  EXPECT_EQ(card.further[0].length, 7);
  EXPECT_EQ(card.further[0].pad, 0);
  EXPECT_EQ(card.further[0].unknown, 2);
  EXPECT_EQ(card.further[1].name, "pose");
  EXPECT_THAT(card.further[1].shape, ElementsAre(2, 3));
  EXPECT_TRUE(card.further[1].integers);
  ASSERT_TRUE(card.caption);
  EXPECT_THAT(card.caption->vocabulary, ElementsAre("<s>", "</s>", "a"));
  EXPECT_EQ(card.caption->end, 1);
  EXPECT_EQ(card.caption->length, 9);
  EXPECT_EQ(card.further_inputs(), 3U);
}

TEST(ModelCardTest, MistakesInCaptionsAreNamed) {
  const auto with = [](const std::string& caption) {
    return R"({"input": {"height": 8, "width": 8}, "caption": )" + caption + "}";
  };
  refused(with("{}"), "caption.vocabulary: must list the words");
  refused(with(R"({"vocabulary": ["a"], "end": "a"})"), "caption.start: is missing");
  refused(with(R"({"vocabulary": ["a"], "start": "a", "end": "b"})"),
          "caption.end: must be a word of the vocabulary");
}

TEST(ModelCardTest, MistakesInFurtherInputsAreNamed) {
  const auto with = [](const std::string& inputs) {
    return R"({"input": {"height": 8, "width": 8}, "extra_inputs": )" + inputs + "}";
  };
  refused(with(R"({"name": "q"})"), "extra_inputs: must be a list");
  refused(with(R"([{"kind": "tensor", "shape": [1]}])"), "extra_inputs[0].name: is missing");
  refused(with(R"([{"name": "q"}])"), "extra_inputs[0].shape: must list the sizes");
  refused(with(R"([{"name": "q", "shape": [0]}])"), "extra_inputs[0].shape: must list whole");
  refused(with(R"([{"name": "q", "kind": "tokens"}])"), "extra_inputs[0].vocabulary: must list");
  refused(with(R"([{"name": "q", "kind": "bag_of_words", "vocabulary": ["a", 2]}])"),
          "extra_inputs[0].vocabulary: must be a list of texts, not of 2");
  refused(with(R"([{"name": "q", "kind": "tokens", "vocabulary": ["a"], "pad": "b"}])"),
          "extra_inputs[0].pad: must be a word of the vocabulary");
  refused(with(R"([{"name": "q", "kind": "tokens", "vocabulary": ["a"], "shape": [2]}])"),
          "extra_inputs[0].shape: is not a known field");
}

TEST(ModelCardTest, PicturesHaveOneFrame) {
  const auto card = with_input(
      R"(, "layout": "NCHW", "resize": {"mode": "short-side", "height": 128}, "crop": "center")");
  EXPECT_FALSE(card.video);
  EXPECT_EQ(card.clip.frames, 1);
  EXPECT_EQ(card.clip.resize, ClipSpec::Resize::ShortSide);
  EXPECT_EQ(card.clip.resize_height, 128);
  expect_error(
      ExitCode::Unusable, [] { (void)with_input(R"(, "layout": "NCHW", "frames": 16)"); },
      "card.json: input.frames: must be a whole number from 1 to 1, not 16");
}

TEST(ModelCardTest, MistakesAreNamedWithTheirField) {
  refused("[]", "the card: must be an object in braces, not []");
  refused("{}", R"(input: is missing; the least card is {"input": )");
  refused(R"({"input": 5})", "input: must be an object in braces, not 5");
  refused(R"({"input": {"height": 5}})", "input.width: is missing");
  refused(R"({"input": {"height": 5, "width": 5}, "labls": []})",
          "labls: is not a known field; did you mean 'labels'?");
  refused(R"({"input": {"height": 5, "width": 5, "framestep": 1}})",
          "input.framestep: is not a known field; did you mean 'frame_step'?");
  refused(R"({"input": {"height": 0, "width": 5}})",
          "input.height: must be a whole number from 1 to 4096, not 0");
  refused(R"({"input": {"height": 5.5, "width": 5}})",
          "input.height: must be a whole number from 1 to 4096, not 5.5");
  refused(R"({"input": {"height": "5", "width": 5}})",
          R"(input.height: must be a whole number from 1 to 4096, not "5")");
  refused(R"({"input": {"height": 99999999999999999999, "width": 5}})",
          "input.height: must be a whole number");
  refused(R"({"input": {"height": 5, "width": 5, "layout": "NTCHW"}})",
          "input.layout: must be NCTHW or NCHW, not 'NTCHW'");
  refused(R"({"input": {"height": 5, "width": 5, "mean": [1, 2]}})",
          "input.mean: must be a list of 3 numbers, not [1,2]");
  refused(R"({"input": {"height": 5, "width": 5, "mean": [1, 2, "3"]}})",
          "input.mean: must be a list of 3 numbers");
  refused(R"({"input": {"height": 5, "width": 5, "std": [1, 0, 1]}})",
          "input.std: must be greater than 0");
  refused(R"({"input": {"height": 5, "width": 5, "range": [1, 0]}})",
          "input.range: must be two rising numbers");
  refused(R"({"input": {"height": 5, "width": 5}, "output": {"kind": "softmax"}})",
          "output.kind: must be logits or probabilities, not 'softmax'");
  refused(R"({"input": {"height": 5, "width": 5}, "output": {"index": -1}})",
          "output.index: must be a whole number from 0");
  refused(R"({"input": {"height": 5, "width": 5}, "layer": 3})", "layer: must be text, not 3");
  refused(R"({"input": {"height": 5, "width": 5}, "labels": [1]})",
          "labels: must be a list of texts, not of 1");
  refused(R"({"input": {"height": 5, "width": 5, "resize": {"mode": "letterbox"}}})",
          "input.resize.mode: must be stretch or short-side");
}

TEST(ModelCardTest, ResizeAndCropMustGiveTheInputsSize) {
  expect_error(
      ExitCode::Unusable, [] { (void)with_input(R"(, "resize": {"height": 128, "width": 171})"); },
      "input.crop: none leaves the resized picture as it is, 128x171, but the input is 112x96; set "
      "it to \"center\"");
  expect_error(
      ExitCode::Unusable,
      [] { (void)with_input(R"(, "resize": {"mode": "short-side", "height": 128})"); },
      "of any width");
  expect_error(
      ExitCode::Unusable,
      [] { (void)with_input(R"(, "resize": {"height": 100, "width": 171}, "crop": "center")"); },
      "input.resize: gives 100x171, too small to cut the input's 112x96 from");
}

TEST(ModelCardTest, IsFoundBesideTheModel) {
  const auto dir = testing::temp_dir();
  std::ofstream(dir / "net.json")
      << R"({"input": {"height": 20, "width": 30}, "labels": "names.txt"})";
  std::ofstream(dir / "names.txt") << "walk\nrun\n";
  const auto card = find_card(dir / "net.pt");  // the model itself is not looked at
  EXPECT_EQ(card.clip.width, 30);
  EXPECT_THAT(card.labels, ElementsAre("walk", "run"));
  EXPECT_EQ(card.source, dir / "net.json");
}

TEST(ModelCardTest, IsFoundInsideTheModel) {
  const auto path =
      testing::save_model(testing::make_2d_net(1).module(), "inside.pt",
                          R"({"input": {"layout": "NCHW", "height": 16, "width": 16}})");
  const auto card = find_card(path);
  EXPECT_FALSE(card.video);
  EXPECT_EQ(card.source, path + "!vidcam.json");
}

TEST(ModelCardTest, AModelWithoutOneSaysWhereWasLookedAndWhatWouldDo) {
  const auto path = testing::save_model(testing::make_2d_net(1).module(), "cardless.pt");
  expect_error(
      ExitCode::Missing, [&] { (void)find_card(path); }, "cardless.pt: no model card: neither ",
      "cardless.json nor a vidcam.json inside",
      R"({"input": {"layout": "NCTHW", "frames": 16, "height": 112, "width": 112}})",
      "c3d-sports1m, imagenet, kinetics-torchvision");
  expect_error(
      ExitCode::Missing, [] { (void)find_card("/nowhere/x.pt"); },
      "/nowhere/x.pt: no such model file");
}

TEST(ModelCardTest, AnUnknownOrDamagedCardIsNamed) {
  expect_error(
      ExitCode::Missing, [] { (void)find_card("m.pt", "c3d"); },
      "no model card 'c3d': neither a file nor one of the built-in cards c3d-sports1m");
  const auto path = testing::save_text("broken.json", "{\"input\": ");
  expect_error(
      ExitCode::Unusable, [&] { (void)find_card("m.pt", path); },
      "broken.json: is not valid JSON: parse error at line 1");
  const auto huge = testing::save_text("huge.json", "{\"input\": 1e999}");
  expect_error(
      ExitCode::Unusable, [&] { (void)find_card("m.pt", huge); },
      "huge.json: is not valid JSON: number overflow parsing '1e999'");
}

TEST(ModelCardTest, BuiltInCardsParse) {
  for (const auto& name : builtin_cards()) {
    const auto card = find_card("", name);
    EXPECT_EQ(card.source, "built-in " + name);
  }
  const auto c3d = find_card("", "c3d-sports1m");
  EXPECT_TRUE(c3d.bgr);
  EXPECT_EQ(c3d.clip, (ClipSpec{16, 1, 112, 112, ClipSpec::Resize::Stretch, 128, 171,
                                ClipSpec::Crop::Center}));
  EXPECT_EQ(find_card("", "kinetics-torchvision").layer, "layer4");
  EXPECT_EQ(find_card("", "imagenet").clip.resize, ClipSpec::Resize::ShortSide);
}

TEST(ModelCardTest, CardsOfRealModelsParse) {
  const auto folder = testing::shared_data("models");
  if (!folder) GTEST_SKIP() << "no shared data";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto card = find_card("", entry.path().string());
    EXPECT_FALSE(card.labels.empty()) << entry.path();
    ++count;
  }
  EXPECT_EQ(count, 5);
  EXPECT_THAT(find_card((*folder / "mobilenet_v2_imagenet1001_scripted.pt").string()).labels,
              SizeIs(1001));
}

}  // namespace
}  // namespace vidcam
