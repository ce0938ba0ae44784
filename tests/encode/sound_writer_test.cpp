#include <gtest/gtest.h>

#include <algorithm>

#include "encode/writer.h"
#include "tests/encode/sound.h"
#include "tests/encode/test_frames.h"
#include "tests/support/expect_error.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::decode_sound;
using testing::expect_error;
using testing::onset;
using testing::ramp_frame;
using testing::read_sound;
using testing::read_video;
using testing::ReadBack;
using testing::Sound;
using testing::TempDir;
using testing::tone;
using testing::Wave;

// Milliseconds, 25 frames a second.
StreamInfo stream() {
  StreamInfo info;
  info.width = 64;
  info.height = 48;
  info.time_base = {1, 1000};
  info.frame_rate = {25, 1};
  return info;
}

enum class Order { SoundFirst, Mixed };

void write(const std::string& path, const Sound& sound, int64_t first_pts, int frames,
           Order order = Order::Mixed) {
  const auto writer = open_video_writer(path, stream(), 64, 48, &sound.format);
  size_t next = 0;
  const auto pass_until = [&](double seconds) {
    for (; next < sound.packets.size(); ++next) {
      const AudioPacket& packet = sound.packets[next];
      if (static_cast<double>(packet.pts) * sound.format.time_base.value() > seconds) return;
      writer->write_audio(packet);
    }
  };
  for (int i = 0; i < frames; ++i) {
    const int64_t pts = first_pts + 40 * i;
    pass_until(order == Order::SoundFirst ? 1e9 : static_cast<double>(pts) / 1000);
    writer->write(ramp_frame(64, 48, pts));
  }
  pass_until(1e9);
  writer->close();
}

// AAC as a file holds it.
Sound coded_sound(const TempDir& dir, const std::string& codec = "aac",
                  const std::string& name = "source.mp4") {
  testing::VideoSpec spec;
  spec.path = dir / name;
  spec.frames = 50;
  spec.audio = codec;
  testing::write_video(spec);
  return read_sound(spec.path);
}

TEST(SoundWriterTest, CopiesPacketsWithTheirTimes) {
  for (const Order order : {Order::Mixed, Order::SoundFirst}) {
    const TempDir dir;
    const Sound source = coded_sound(dir);
    ASSERT_GT(source.packets.size(), 50U);
    write(dir / "out.mp4", source, 0, 50, order);
    const Sound copy = read_sound(dir / "out.mp4");
    EXPECT_EQ(copy.format.codec, "aac");
    EXPECT_EQ(copy.format.sample_rate, source.format.sample_rate);
    EXPECT_EQ(copy.format.channels, source.format.channels);
    EXPECT_EQ(copy.format.extradata, source.format.extradata);
    ASSERT_EQ(copy.packets.size(), source.packets.size());
    for (size_t i = 0; i < copy.packets.size(); ++i) {
      EXPECT_EQ(copy.packets[i].bytes, source.packets[i].bytes) << i;
      EXPECT_EQ(copy.packets[i].pts, source.packets[i].pts) << i;
    }
  }
}

TEST(SoundWriterTest, CopiesOtherCodecs) {
  for (const char* codec : {"libmp3lame", "ac3", "flac", "libopus"}) {
    SCOPED_TRACE(codec);
    const TempDir dir;
    Sound source;
    try {
      source = coded_sound(dir, codec, "source.mkv");
    } catch (const std::runtime_error&) {
      continue;  // this FFmpeg has no such encoder
    }
    write(dir / "out.mp4", source, 0, 50);
    const Sound copy = read_sound(dir / "out.mp4");
    EXPECT_EQ(copy.format.codec, source.format.codec);
    ASSERT_EQ(copy.packets.size(), source.packets.size());
    for (size_t i = 0; i < copy.packets.size(); ++i)
      EXPECT_EQ(copy.packets[i].bytes, source.packets[i].bytes);
  }
}

TEST(SoundWriterTest, EvensOutTimesOfACoarseBase) {
  const TempDir dir;
  Sound source = coded_sound(dir);
  const Rational fine = source.format.time_base;
  for (AudioPacket& packet : source.packets) {
    packet.pts = packet.dts = rescale(packet.pts, fine, {1, 1000});
    packet.duration = rescale(packet.duration, fine, {1, 1000});
  }
  source.format.time_base = {1, 1000};
  source.format.frame_size = 1024;
  write(dir / "out.mp4", source, 0, 50);
  const Sound copy = read_sound(dir / "out.mp4");
  // The first packets may show the rounding of the start; from then on, samples are counted.
  for (size_t i = 4; i < copy.packets.size(); ++i)
    EXPECT_EQ(copy.packets[i].pts - copy.packets[i - 1].pts, 1024) << i;
}

TEST(SoundWriterTest, EncodesPcmToAac) {
  const TempDir dir;
  write(dir / "out.mp4", tone(48000, 2, 0.5, 2.0, 1000), 0, 50);
  const ReadBack file = read_video(dir / "out.mp4");
  EXPECT_EQ(file.audio_codec, "aac");
  const Wave wave = decode_sound(dir / "out.mp4");
  EXPECT_EQ(wave.sample_rate, 48000);
  EXPECT_EQ(wave.channels, 2);
  EXPECT_NEAR(onset(wave), 0.5, 0.003);
  EXPECT_NEAR(static_cast<double>(wave.samples.size()) / 48000, 2.0, 0.05);
  // A sine of amplitude 0.5 has a mean square of 1/8.
  double power = 0;
  for (size_t i = 48000; i < 72000; ++i) power += double(wave.samples[i]) * double(wave.samples[i]);
  EXPECT_NEAR(power / 24000, 0.125, 0.01);
}

TEST(SoundWriterTest, EncodesRatesAndLayoutsThatAacDoesNotKnow) {
  const TempDir dir;
  write(dir / "rate.mp4", tone(50000, 1, 0.5, 1.5, 777), 0, 30);
  const Wave mono = decode_sound(dir / "rate.mp4");
  EXPECT_EQ(mono.sample_rate, 48000);
  EXPECT_EQ(mono.channels, 1);
  EXPECT_NEAR(onset(mono), 0.5, 0.003);
  write(dir / "many.mp4", tone(44100, 11, 0.5, 1.5, 1024), 0, 30);
  const Wave stereo = decode_sound(dir / "many.mp4");
  EXPECT_EQ(stereo.sample_rate, 44100);
  EXPECT_EQ(stereo.channels, 2);
}

TEST(SoundWriterTest, LeavesGapsInTheSoundWhereTheyAre) {
  const TempDir dir;
  Sound sound = tone(48000, 1, 0, 1.0, 960);
  // The second half comes a second later, and begins with silence's end.
  for (AudioPacket& packet : sound.packets) {
    if (packet.pts >= 24000) packet.pts += 48000;
  }
  write(dir / "out.mp4", sound, 0, 60);
  const Wave wave = decode_sound(dir / "out.mp4");
  const auto loud = [&](double from, double to) {
    float most = 0;
    for (auto i = static_cast<size_t>(from * 48000); i < static_cast<size_t>(to * 48000); ++i)
      most = std::max(most, std::abs(wave.samples.at(i)));
    return most > 0.3F;
  };
  EXPECT_TRUE(loud(0.1, 0.4));
  EXPECT_FALSE(loud(0.6, 1.4));
  EXPECT_TRUE(loud(1.55, 1.9));
}

// Sound and pictures keep their distance where both have to move, and where neither does.
TEST(SoundWriterTest, KeepsSoundAndPicturesTogether) {
  for (const int64_t first_pts : {int64_t{-400}, int64_t{0}, int64_t{1400}, int64_t{3600000}}) {
    SCOPED_TRACE(first_pts);
    const TempDir dir;
    Sound sound = tone(48000, 1, 0.5, 1.5, 1024);
    for (AudioPacket& packet : sound.packets) packet.pts += first_pts * 48;
    write(dir / "out.mp4", sound, first_pts, 40);
    const ReadBack file = read_video(dir / "out.mp4");
    const bool moved = first_pts < 0 || first_pts > 10000;
    EXPECT_DOUBLE_EQ(file.seconds(0), moved ? 0 : double(first_pts) / 1000);
    EXPECT_NEAR(onset(decode_sound(dir / "out.mp4")) - file.seconds(0), 0.5, 0.003);
  }
}

TEST(SoundWriterTest, GoesOnWhereTimesRepeat) {
  const TempDir dir;
  Sound source = coded_sound(dir);
  for (size_t i = 20; i < source.packets.size(); ++i)
    source.packets[i].pts = source.packets[i].dts = source.packets[19].pts;
  write(dir / "out.mp4", source, 0, 50);
  EXPECT_EQ(read_sound(dir / "out.mp4").packets.size(), source.packets.size());
}

TEST(SoundWriterTest, NamesSoundThatMp4CannotHold) {
  const TempDir dir;
  AudioFormat format;
  format.codec = "wmav2";
  format.sample_rate = 44100;
  format.channels = 2;
  const auto writer = open_video_writer(dir / "out.mp4", stream(), 64, 48, &format);
  expect_error(
      ExitCode::Unusable, [&] { writer->write(ramp_frame(64, 48, 0)); },
      "out.mp4: MP4 cannot hold sound of codec \"wmav2\"");
}

}  // namespace
}  // namespace vidcam
