#include "pipeline/cli/batch/eval_truth.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

// Through the text of the plan, as it goes.
EvalItem there_and_back(const EvalItem& item) {
  BatchItem planned = batch_item_of(item, 7);
  EXPECT_EQ(number_of(planned), 7);
  planned.truth = Json::parse(planned.truth.dump());
  return eval_item_of(planned);
}

TEST(EvalTruthTest, WhatIsTrueOfAnItemComesBack) {
  EvalItem item;
  item.true_class = 3;
  item.truth.id = "a \"b\"";
  item.truth.path = "/data/a.mp4";
  item.truth.label = "walk";
  item.truth.boxes = {{{0.1, 2, 3.3333333333333335, 4}, {1, 1, 2, 2}}, {}, {{5, 6, 7, 8}}};
  item.truth.per_frame = true;
  item.truth.mask = "/data/a.png";
  item.truth.width = 640;
  item.truth.height = 480;
  const EvalItem back = there_and_back(item);
  EXPECT_EQ(back.true_class, 3);
  EXPECT_EQ(back.truth.id, item.truth.id);
  EXPECT_EQ(back.truth.path, item.truth.path);
  EXPECT_EQ(back.truth.label, item.truth.label);
  EXPECT_EQ(back.truth.boxes, item.truth.boxes);
  EXPECT_TRUE(back.truth.per_frame);
  EXPECT_EQ(back.truth.mask, item.truth.mask);
  EXPECT_EQ(back.truth.width, 640);
  EXPECT_EQ(back.truth.height, 480);
}

TEST(EvalTruthTest, WhatIsNotKnownStaysUnknownAndPathsBecomeAbsolute) {
  EvalItem item;
  item.truth.id = item.truth.path = "videos/../a.mp4";
  const EvalItem back = there_and_back(item);
  EXPECT_EQ(back.truth.id, "videos/../a.mp4");
  EXPECT_EQ(back.truth.path, (std::filesystem::current_path() / "a.mp4").string());
  EXPECT_EQ(back.true_class, -1);
  EXPECT_FALSE(back.placed());
  EXPECT_FALSE(back.truth.per_frame);
  EXPECT_EQ(back.truth.width, 0);
}

}  // namespace
}  // namespace vidcam
