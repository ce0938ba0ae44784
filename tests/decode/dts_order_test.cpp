#include "decode/dts_order.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

TEST(DtsOrderTest, GivesFramesThePacketsTimesInGrowingOrder) {
  DtsOrder order;
  order.sent({}, 0);
  order.sent({}, 1);
  order.sent({}, 2);
  EXPECT_EQ(order.taken(2, false), 0);
  order.sent({}, 5);  // a gap stays a gap
  EXPECT_EQ(order.taken(2, false), 1);
  EXPECT_EQ(order.taken(2, true), 2);
  EXPECT_EQ(order.taken(2, true), 5);
  EXPECT_EQ(order.taken(2, true), std::nullopt);
}

TEST(DtsOrderTest, SkipsPacketsThatCouldNotBeDecoded) {
  DtsOrder order;
  order.sent({}, 10);
  order.sent({}, 11);
  order.lost();
  order.sent({}, 12);
  EXPECT_EQ(order.taken(1, false), 10);
  EXPECT_EQ(order.taken(1, true), 12);
}

TEST(DtsOrderTest, DropsTimesOfPacketsTheDecoderSwallowed) {
  DtsOrder order;
  for (int dts = 0; dts < 5; ++dts) order.sent({}, dts);
  EXPECT_EQ(order.taken(1, false), 3);  // two frames at most can still be in the decoder
}

TEST(DtsOrderTest, KnowsNothingOnceAPacketHasItsOwnTime) {
  DtsOrder order;
  order.sent({}, 0);
  order.sent(3, 1);
  EXPECT_EQ(order.taken(4, false), std::nullopt);
}

}  // namespace
}  // namespace vidcam
