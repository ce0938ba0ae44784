#include "pipeline/run/media_protocol.h"

#include <gtest/gtest.h>

#include <cstring>

#include "pipeline/base/error.h"
#include "pipeline/run/wire.h"

namespace vidcam {
namespace {

std::vector<uint8_t> bytes_of(const std::vector<float>& floats) {
  std::vector<uint8_t> bytes(floats.size() * sizeof(float));
  std::memcpy(bytes.data(), floats.data(), bytes.size());
  return bytes;
}

ClipHeat two_maps() {
  HeatItem a{"gradcam", "", {1, 1, 2, {0.5F, 2.0F}, 0.5F, 2.0F}};
  HeatItem b{"gradcam++", "flat map", {1, 2, 1, {0.0F, 0.0F}, 0.0F, 0.0F, true}};
  return {3, {{"walk", 0.75, {a, b}}}};
}

TEST(MediaProtocolTest, AJobArrivesAsItWasSent) {
  MediaJob job;
  job.input = "a b.mp4";
  job.clip.frames = 8;
  job.clip.crop = ClipSpec::Crop::Center;
  job.selection.at_seconds = {1.5, 3};
  job.outputs = {{"out/a_gradcam", "overlay", 1, {0, 1}}};
  job.alpha = 0.25;
  job.clips_in_flight = 9;
  const nlohmann::json sent = job;
  const auto got = parse_head<MediaJob>(nlohmann::json::parse(sent.dump()));
  EXPECT_EQ(nlohmann::json(got), sent);
  EXPECT_EQ(got.clip, job.clip);
  EXPECT_EQ(got.outputs[0].methods, (std::vector<int>{0, 1}));
}

TEST(MediaProtocolTest, AStreamArrivesAsItWasSent) {
  StreamInfo info;
  info.orientation = {3, true};
  info.time_base = {1001, 30000};
  info.sample_aspect = {4, 3};
  const nlohmann::json sent = info;
  const auto got = parse_head<StreamInfo>(sent);
  EXPECT_EQ(got.orientation, info.orientation);
  EXPECT_EQ(got.time_base, info.time_base);
  EXPECT_EQ(nlohmann::json(got), sent);
}

// Maps of pixels: 32 x 224 x 224 floats for each of 15 methods, 96 MB a clip.
TEST(MediaProtocolTest, HeatOnThePixelsGridHasRoom) {
  ClipHeat sent{0, {{"walk", 1, {}}}};
  HeatItem item{"saliency", "", {32, 224, 224, {}, 0, 1}};
  item.heat.values.assign(item.heat.size(), 0.25F);
  item.heat.values.back() = 7;
  sent.targets[0].methods.assign(15, item);
  const auto body = bytes_of(heat_body(sent));
  EXPECT_LT(body.size(), WireLimits{}.max_body);
  EXPECT_EQ(parse_heat(heat_head(sent), body).targets[0].methods[14].heat.values.back(), 7);
}

TEST(MediaProtocolTest, HeatArrivesAsItWasSent) {
  const ClipHeat sent = two_maps();
  const ClipHeat got = parse_heat(heat_head(sent), bytes_of(heat_body(sent)));
  EXPECT_EQ(got.clip, 3);
  ASSERT_EQ(got.targets.size(), 1U);
  EXPECT_EQ(got.targets[0].label, "walk");
  EXPECT_EQ(got.targets[0].methods[0].heat.values, (std::vector<float>{0.5F, 2.0F}));
  EXPECT_EQ(got.targets[0].methods[1].heat.h, 2);
  EXPECT_EQ(got.targets[0].methods[1].mark, "flat map");
  EXPECT_FALSE(got.targets[0].methods[0].heat.is_signed);
  EXPECT_TRUE(got.targets[0].methods[1].heat.is_signed);
}

TEST(MediaProtocolTest, HeatWithTooFewValuesIsRefused) {
  auto body = bytes_of(heat_body(two_maps()));
  body.pop_back();
  EXPECT_THROW(static_cast<void>(parse_heat(heat_head(two_maps()), body)), Error);
}

TEST(MediaProtocolTest, AClipMustHaveThePixelsItsHeadSays) {
  Clip clip;
  clip.frames = 2;
  clip.height = clip.width = 4;
  const nlohmann::json head = ClipHead{clip};
  EXPECT_EQ(parse_clip(head, std::vector<uint8_t>(96), true).rgb.size(), 96U);
  EXPECT_THROW(static_cast<void>(parse_clip(head, std::vector<uint8_t>(95), true)), Error);
  EXPECT_NO_THROW(static_cast<void>(parse_clip(head, {}, false)));
  clip.width = -1;
  EXPECT_THROW(static_cast<void>(parse_clip(ClipHead{clip}, {}, false)), Error);
}

TEST(MediaProtocolTest, AForeignHeadIsAnErrorNotAnAbort) {
  EXPECT_THROW(static_cast<void>(parse_head<EndOfClips>(nlohmann::json{{"frames", "many"}})),
               Error);
  EXPECT_THROW(static_cast<void>(parse_head<MediaResult>(nlohmann::json::array())), Error);
  EXPECT_THROW(static_cast<void>(parse_heat(nlohmann::json{{"clip", 1}}, {})), Error);
}

}  // namespace
}  // namespace vidcam
