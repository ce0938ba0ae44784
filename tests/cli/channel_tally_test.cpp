#include "pipeline/cli/explain/channel_tally.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace vidcam {
namespace {

// A clip whose class `index` has these channels (weight, contribution ...) by gradcam.
ClipExplanation clip(int index, const std::string& label, const std::vector<float>& channels) {
  MethodMap map;
  map.method = "gradcam";
  map.channels = channels;
  ClipExplanation explanation;
  explanation.targets.resize(1);
  explanation.targets[0].target = {index, label, 0.5, 1};
  explanation.targets[0].maps.push_back(map);
  return explanation;
}

TEST(ChannelTallyTest, RanksTheMeanOverTheClipsOfAClass) {
  ChannelTally tally;
  tally.add(clip(3, "walk", {1, 10, 2, 20, 6, 0}));
  tally.add(clip(4, "run", {9, 9, 9, 9, 9, 9}));
  tally.add(clip(3, "walk", {5, 30, 0, 40, 0, 2}));
  tally.add(clip(3, "walk", {}));  // its map was not finite
  ASSERT_EQ(tally.rows().size(), 2U);
  EXPECT_EQ(tally.rows()[0].clips, 2);
  EXPECT_EQ(channels_csv(tally, {"edge", "a \"b\", c", "sky"}),
            "target,class,method,clips,rank,channel,name,weight,contribution\n"
            "walk,3,gradcam,2,1,0,edge,3,20\n"
            "walk,3,gradcam,2,2,2,sky,3,1\n"
            "walk,3,gradcam,2,3,1,\"a \"\"b\"\", c\",1,30\n"
            "run,4,gradcam,1,1,0,edge,9,9\n"
            "run,4,gradcam,1,2,1,\"a \"\"b\"\", c\",9,9\n"
            "run,4,gradcam,1,3,2,sky,9,9\n");
}

TEST(ChannelTallyTest, SaysTheSameInJson) {
  ChannelTally tally;
  tally.add(clip(3, "walk", {1, 10, 2, 20}));
  const auto all = nlohmann::json::parse(channels_json(tally, {"edge", "sky"}, "conv5b"));
  EXPECT_EQ(all["layer"], "conv5b");
  const auto& target = all["targets"][0];
  EXPECT_EQ(target["target"], "walk");
  EXPECT_EQ(target["method"], "gradcam");
  EXPECT_EQ(target["channels"][0]["channel"], 1);
  EXPECT_EQ(target["channels"][0]["name"], "sky");
  EXPECT_EQ(target["channels"][1]["contribution"], 10);
  const auto unnamed = nlohmann::json::parse(channels_json(tally, {}, "conv5b"));
  EXPECT_FALSE(unnamed["targets"][0]["channels"][0].contains("name"));
}

TEST(ChannelTallyTest, WhatSpeaksAgainstAClassIsARowOfItsOwn) {
  ChannelTally tally;
  tally.add(clip(3, "walk", {1, 1}));
  ClipExplanation against = clip(3, "walk", {-1, -1});
  against.targets[0].against = true;
  tally.add(against);
  ASSERT_EQ(tally.rows().size(), 2U);
  EXPECT_EQ(tally.rows()[1].target, "against walk");
}

}  // namespace
}  // namespace vidcam
