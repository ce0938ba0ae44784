#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include "decode/video_reader.h"
#include "pipeline/base/error.h"
#include "tests/decode/reading.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

VideoSpec busy_video(const std::string& path) {
  VideoSpec spec;
  spec.path = path;
  spec.frames = 73;
  spec.quality = 10;
  spec.painting = [](int frame, int x, int y) {
    const auto v = static_cast<uint8_t>((x * 37 + y * 101 + frame * 53) % 256);
    return Rgb{v, static_cast<uint8_t>(255 - v), frame_color(frame).b};
  };
  return spec;
}

TEST(DamageTest, SaysHowManyFramesATruncatedMp4LacksAndKeepsTheRest) {
  const auto dir = temp_dir();
  VideoSpec spec = busy_video(dir / "a.mp4");
  spec.muxer_options = "movflags=+faststart";
  write_video(spec);
  const std::string whole = bytes_of(spec.path);
  write_bytes(dir / "cut.mp4", whole.substr(0, whole.size() * 6 / 10));
  const auto source = open_source(dir / "cut.mp4");
  const auto frames = all_frames(*source);
  EXPECT_GT(frames.size(), 5U);
  EXPECT_LT(frames.size(), 73U);
  const auto damage = source->damage();
  ASSERT_FALSE(damage.empty());
  EXPECT_THAT(damage.back(), ::testing::HasSubstr("ends early: " + std::to_string(frames.size()) +
                                                  " of 73 declared frames"));
}

TEST(DamageTest, SaysNothingOfAWholeFile) {
  const auto dir = temp_dir();
  VideoSpec spec = busy_video(dir / "a.mp4");
  spec.bframes = 3;
  write_video(spec);
  const auto source = open_source(spec.path);
  EXPECT_TRUE(source->damage().empty());
  EXPECT_EQ(all_frames(*source).size(), 73U);
  EXPECT_TRUE(source->damage().empty());
}

struct Cut {
  std::string name;
  std::string codec;
  std::string muxer_options;
};

class CutFileTest : public ::testing::TestWithParam<Cut> {};

// Containers without an index to count by: MPEG-TS cannot tell, these can.
TEST_P(CutFileTest, SaysHowManyBytesItLacks) {
  const auto dir = temp_dir();
  VideoSpec spec = busy_video(dir / GetParam().name);
  spec.codec = GetParam().codec;
  spec.muxer_options = GetParam().muxer_options;
  write_video(spec);
  const auto whole = open_source(spec.path);
  EXPECT_EQ(all_frames(*whole).size(), 73U);
  EXPECT_TRUE(whole->damage().empty()) << whole->damage().front();

  const std::string bytes = bytes_of(spec.path);
  const size_t there = bytes.size() * 6 / 10;
  write_bytes(spec.path, bytes.substr(0, there));
  const auto cut = open_source(spec.path);
  EXPECT_LT(all_frames(*cut).size(), 73U);
  ASSERT_FALSE(cut->damage().empty());
  EXPECT_THAT(cut->damage().back(),
              ::testing::HasSubstr("ends early: " + std::to_string(there) + " of "));
}

INSTANTIATE_TEST_SUITE_P(Containers, CutFileTest,
                         ::testing::Values(Cut{"a.mkv", "libx264", ""}, Cut{"a.webm", "libvpx", ""},
                                           Cut{"a.avi", "mpeg4", ""},
                                           Cut{"a.mp4", "libx264",
                                               "movflags=frag_keyframe+empty_moov"}),
                         [](const auto& cut) {
                           const std::string& name = cut.param.name;
                           return name.substr(name.find('.') + 1);
                         });

TEST(DamageTest, NamesAFileWhoseIndexIsCutOff) {
  const auto dir = temp_dir();
  const VideoSpec spec = busy_video(dir / "a.mp4");
  write_video(spec);  // the index stands at the end
  const std::string whole = bytes_of(spec.path);
  write_bytes(dir / "cut.mp4", whole.substr(0, whole.size() * 6 / 10));
  expect_error(
      ExitCode::Unusable, [&] { return open_source(dir / "cut.mp4"); }, dir / "cut.mp4",
      "Invalid data");
}

TEST(DamageTest, CountsDecodeErrorsItGetsOver) {
  const auto dir = temp_dir();
  VideoSpec spec = busy_video(dir / "a.mkv");
  write_video(spec);
  std::string bytes = bytes_of(spec.path);
  for (size_t i = bytes.size() / 2; i < bytes.size() / 2 + 64; ++i) {
    bytes[i] = static_cast<char>(~bytes[i]);
  }
  write_bytes(dir / "b.mkv", bytes);
  const auto source = open_source(dir / "b.mkv");
  EXPECT_GT(all_frames(*source).size(), 60U);
  ASSERT_FALSE(source->damage().empty());
  EXPECT_THAT(source->damage().front(), ::testing::HasSubstr(dir / "b.mkv"));
}

// Ends in frames or in a named error; more cannot be asked of a file with flipped bits.
size_t read_through(const std::string& path) {
  try {
    const auto source = open_source(path);
    const FrameSampler sampler(source->info(), ClipSpec{});
    size_t count = 0;
    int64_t last = std::numeric_limits<int64_t>::min();
    while (const auto frame = source->next()) {
      EXPECT_GT(frame->pts, last);
      last = frame->pts;
      EXPECT_EQ(sampler.sample(*frame).size(), 112U * 112 * 3);
      ++count;
    }
    return count;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr(path));
    return 0;
  }
}

TEST(DamageTest, SurvivesFlippedBitsAnywhere) {
  const auto dir = temp_dir();
  std::mt19937 random(20261121);
  size_t frames = 0;
  for (const auto& [codec, name] :
       {std::pair{"libx264", "a.mp4"}, std::pair{"mpeg4", "a.avi"}, std::pair{"libvpx", "a.webm"},
        std::pair{"mpeg2video", "a.ts"}, std::pair{"png", "a.png"}, std::pair{"mjpeg", "a.jpg"},
        std::pair{"gif", "a.gif"}}) {
    VideoSpec spec = busy_video(dir / name);
    spec.codec = codec;
    spec.frames = std::string(name).ends_with("g") ? 1 : 24;
    if (spec.codec == "mjpeg") spec.pix_fmt = "yuvj420p";
    write_video(spec);
    const std::string whole = bytes_of(spec.path);
    for (int round = 0; round < 25; ++round) {
      std::string bytes = whole;
      const int flips = 1 << (round % 7);
      for (int i = 0; i < flips; ++i) {
        const size_t at = random() % bytes.size();
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      }
      write_bytes(spec.path, bytes);
      frames += read_through(spec.path);
    }
  }
  EXPECT_GT(frames, 500U);  // most damage is got over
}

TEST(DamageTest, SurvivesBeingCutAnywhere) {
  const auto dir = temp_dir();
  for (const auto& [codec, name] : {std::pair{"libx264", "a.mp4"}, std::pair{"mpeg4", "a.avi"},
                                    std::pair{"png", "a.png"}, std::pair{"ffv1", "a.mkv"}}) {
    VideoSpec spec = busy_video(dir / name);
    spec.codec = codec;
    spec.frames = spec.codec == "png" ? 1 : 12;
    spec.muxer_options = spec.codec == "libx264" ? "movflags=+faststart" : "";
    write_video(spec);
    const std::string whole = bytes_of(spec.path);
    for (size_t part = 1; part < 16; ++part) {
      write_bytes(spec.path, whole.substr(0, whole.size() * part / 16));
      EXPECT_LE(read_through(spec.path), static_cast<size_t>(spec.frames));
    }
  }
}

}  // namespace
}  // namespace vidcam::testing
