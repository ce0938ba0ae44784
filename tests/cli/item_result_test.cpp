#include "pipeline/cli/eval/item_result.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

const std::vector<std::string> kMethods{"gradcam", "gradcam++"};

ClipValues clip(int64_t index, const std::string& predicted, double full) {
  ClipValues values;
  values.index = index;
  values.predicted.label = predicted;
  values.target.probability = full;
  values.maps.resize(2);
  return values;
}

TEST(ItemTallyTest, AnItemIsTheMeanOfItsClips) {
  ItemTally tally(kMethods);
  ClipValues first = clip(0, "walk", 0.5), second = clip(1, "walk", 0.75);
  first.maps[0].explained = 0.25;
  second.maps[0].explained = 0.5;
  first.maps[0].figures = {{"drop", 50}, {"loc_0", 0.25}};
  second.maps[0].figures = {{"drop", 100}};  // no box in its frames
  second.maps[1].status = MapStatus::Flat;
  tally.add(first);
  tally.add(second);
  ItemResult result;
  tally.finish(result);
  EXPECT_EQ(result.clips, 2);
  EXPECT_EQ(result.confidence, 0.625);
  EXPECT_EQ(result.methods[0].explained, 0.375);
  EXPECT_EQ(result.methods[0].figures, (Figures{{"drop", 75}, {"loc_0", 0.25}}));
  EXPECT_EQ(result.methods[0].flat, 0);
  EXPECT_EQ(result.methods[1].flat, 1);
}

TEST(ItemTallyTest, PredictedIsTheClassOfMostClips) {
  ItemTally tally(kMethods);
  for (const char* label : {"run", "walk", "walk", "run", "skip"}) tally.add(clip(0, label, 1));
  ItemResult result;
  tally.finish(result);
  EXPECT_EQ(result.predicted, "run");
}

TEST(ItemTallyTest, CurvesAreMeansPointByPoint) {
  ItemTally tally(kMethods);
  ClipValues a = clip(0, "x", 1), b = clip(1, "x", 1);
  a.maps[0].curves["deletion"] = {{0, 1}, {0, 1}, {1, 0.5}};
  b.maps[0].curves["deletion"] = {{0, 1}, {0, 0.5}, {0.5, 0}};
  tally.add(a);
  tally.add(b);
  ItemResult result;
  tally.finish(result);
  const Curve& mean = result.methods[0].curves.at("deletion");
  EXPECT_EQ(mean.share, (std::vector<double>{0, 1}));
  EXPECT_EQ(mean.real, (std::vector<double>{0, 0.75}));
  EXPECT_EQ(mean.value, (std::vector<double>{0.75, 0.25}));
}

TEST(ItemRecordTest, ReadsBackWhatItWroteToTheBit) {
  ItemTally tally(kMethods);
  ClipValues values = clip(0, "wa\"lk", 1.0 / 3);
  values.maps[0].figures = {{"drop", 100.0 / 7}};
  values.maps[1].explained = 1e-300;
  values.maps[0].curves["insertion"] = {{0, 1}, {0, 1}, {0.1, 1.0 / 3}};
  tally.add(values);
  ItemResult result;
  result.id = "a b";
  result.path = "videos/\xff.mp4";  // not UTF-8
  result.warnings = {"cut off"};
  result.width = 640;
  tally.finish(result);
  const std::string record = to_record(result, kMethods, tally.clips_json());
  EXPECT_EQ(record.find('\n'), std::string::npos);
  const ItemResult back = from_record(record, kMethods);
  EXPECT_EQ(back.id, result.id);
  EXPECT_EQ(back.width, 640);
  EXPECT_EQ(back.predicted, "wa\"lk");
  EXPECT_EQ(back.confidence, result.confidence);
  EXPECT_EQ(back.warnings, result.warnings);
  EXPECT_EQ(back.methods[0].figures, result.methods[0].figures);
  EXPECT_EQ(back.methods[1].explained, 1e-300);
  EXPECT_EQ(back.methods[0].curves.at("insertion").value,
            result.methods[0].curves.at("insertion").value);
  const auto json = nlohmann::json::parse(record);
  EXPECT_EQ(json["clips"].size(), 1u);
  EXPECT_EQ(json["clips"][0]["methods"]["gradcam"]["status"], "ok");
}

TEST(ItemRecordTest, AnotherTextIsRefused) {
  testing::expect_error(
      ExitCode::Unusable, [] { return from_record("{\"id\":1}", kMethods).clips; }, "record");
}

}  // namespace
}  // namespace vidcam
