#include "decode/audio_source.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>

#include "tests/decode/reading.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

std::vector<AudioPacket> all_packets(AudioSource& source) {
  std::vector<AudioPacket> packets;
  while (auto packet = source.next()) packets.push_back(std::move(*packet));
  return packets;
}

VideoSpec with_sound(const std::string& path, const char* codec) {
  VideoSpec spec;
  spec.path = path;
  spec.frames = 50;
  spec.audio = codec;
  return spec;
}

TEST(AudioSourceTest, CopiesPacketsThatMp4CanHold) {
  const auto dir = temp_dir();
  for (const auto& [codec, name, found] :
       {std::tuple{"aac", "a.mp4", "aac"}, std::tuple{"libmp3lame", "a.mkv", "mp3"},
        std::tuple{"aac", "a.ts", "aac"}, std::tuple{"ac3", "b.mkv", "ac3"}}) {
    const VideoSpec spec = with_sound(dir / name, codec);
    write_video(spec);
    const auto source = open_audio(spec.path);
    ASSERT_NE(source, nullptr);
    EXPECT_EQ(source->format().codec, found);
    EXPECT_EQ(source->format().sample_rate, 48000);
    EXPECT_EQ(source->format().channels, 2);
    const ReadBack direct = read_video(spec.path);
    EXPECT_EQ(source->format().time_base, direct.audio_time_base);
    const auto packets = all_packets(*source);
    std::vector<int64_t> pts;
    int64_t bytes = 0;
    for (const auto& packet : packets) {
      pts.push_back(packet.pts);
      bytes += static_cast<int64_t>(packet.bytes.size());
    }
    EXPECT_EQ(pts, direct.audio_pts) << name;
    EXPECT_EQ(bytes, direct.audio_bytes) << name;
    EXPECT_GT(packets.size(), 50U);
  }
}

TEST(AudioSourceTest, GivesTheCodecsOwnHeader) {
  const auto dir = temp_dir();
  const VideoSpec spec = with_sound(dir / "a.mp4", "aac");
  write_video(spec);
  EXPECT_GE(open_audio(spec.path)->format().extradata.size(), 2U);
}

TEST(AudioSourceTest, DecodesSoundThatMp4CannotHold) {
  const auto dir = temp_dir();
  const VideoSpec spec = with_sound(dir / "a.mkv", "pcm_s16le");
  write_video(spec);
  const auto source = open_audio(spec.path);
  ASSERT_NE(source, nullptr);
  EXPECT_EQ(source->format().codec, "pcm_f32le");
  EXPECT_EQ(source->format().time_base, (Rational{1, 48000}));
  std::vector<float> samples;
  for (const auto& packet : all_packets(*source)) {
    EXPECT_NEAR(static_cast<double>(packet.pts), static_cast<double>(samples.size() / 2), 48);
    EXPECT_EQ(packet.bytes.size(), static_cast<size_t>(packet.duration) * 8);
    const size_t old = samples.size();
    samples.resize(old + packet.bytes.size() / 4);
    std::memcpy(samples.data() + old, packet.bytes.data(), packet.bytes.size());
  }
  ASSERT_EQ(samples.size(), 2U * 48000 * 2);
  for (size_t i = 0; i < samples.size() / 2; ++i) {
    const double sine = 0.5 * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / 48000);
    ASSERT_NEAR(samples[2 * i], sine, 1e-4);
    ASSERT_EQ(samples[2 * i], samples[2 * i + 1]);
  }
}

TEST(AudioSourceTest, IsNothingWhereThereIsNoSound) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  write_video(spec);
  EXPECT_EQ(open_audio(spec.path), nullptr);
  EXPECT_EQ(open_audio(dir.path().string()), nullptr);
}

TEST(AudioSourceTest, OpensFilesAsCarefullyAsTheReader) {
  expect_error(
      ExitCode::Missing, [] { return open_audio("/no/such/file.mp4"); }, "/no/such/file.mp4");
  expect_error(
      ExitCode::Unusable, [] { return open_audio("/dev/zero"); }, "a device");
}

}  // namespace
}  // namespace vidcam::testing
