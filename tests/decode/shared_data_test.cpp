#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "tests/decode/reading.h"
#include "tests/support/expect_error.h"
#include "tests/support/shared_data.h"

namespace vidcam::testing {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(SharedDataTest, EveryAwkwardFileEndsInFramesOrANamedError) {
  const auto folder = shared_data("awkward");
  if (!folder) GTEST_SKIP() << "no shared data";
  int readable = 0;
  for (const fs::path& file : files_below(*folder)) {
    try {
      const auto source = open_source(file.string());
      const FrameSampler sampler(source->info(), ClipSpec{});
      size_t count = 0;
      while (const auto frame = source->next()) {
        EXPECT_EQ(sampler.sample(*frame).size(), 112U * 112 * 3);
        ++count;
      }
      EXPECT_GT(count, 0U) << file;
      const StreamInfo& info = source->info();
      if (info.declared_exact && source->damage().empty()) {
        EXPECT_EQ(static_cast<int64_t>(count), info.declared_frames) << file;
      }
      ++readable;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr(file.string()));
    }
  }
  EXPECT_GE(readable, 38);
}

TEST(SharedDataTest, NamesWhatIsWrongWithFilesThatCannotBeUsed) {
  const auto folder = shared_data("awkward");
  if (!folder) GTEST_SKIP() << "no shared data";
  const auto refused = [&](const char* name, const char* text) {
    const std::string path = (*folder / name).string();
    expect_error(
        ExitCode::Unusable, [&] { return open_source(path); }, path, text);
  };
  refused("mp4parse/bipbop_cbcs_video_init.mp4", "encrypted");
  refused("mp4parse/capi_afconvert-aac-0.5s.mp4", "no video stream, only sound");
  refused("mp4parse/capi_bipbop_nonfragment_header.mp4", "no frame could be decoded");
  refused("torchcodec/sine_mono_mp3.swf", "\"swf\"");
}

TEST(SharedDataTest, ReadsWeizmannClips) {
  const auto file = shared_data("actions/weizmann/bend/daria_bend.avi");
  if (!file) GTEST_SKIP() << "no shared data";
  const auto source = open_source(file->string());
  EXPECT_EQ(source->info().codec, "mpeg4");
  const auto frames = all_frames(*source);
  EXPECT_EQ(frames.size(), 84U);
  EXPECT_TRUE(source->damage().empty());
  for (const Frame& frame : frames) {
    EXPECT_EQ(frame.width, 180);
    EXPECT_EQ(frame.height, 144);
    EXPECT_EQ(frame.chroma_shift, 1);
  }
}

// The uint8 values of an .npy file, its header skipped.
std::vector<uint8_t> npy_bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string all{std::istreambuf_iterator<char>(in), {}};
  const size_t header = 10 + static_cast<unsigned char>(all.at(8)) +
                        256 * static_cast<size_t>(static_cast<unsigned char>(all.at(9)));
  return {all.begin() + static_cast<std::ptrdiff_t>(header), all.end()};
}

// Mean absolute difference between our pictures of 16 frames and those of another decoder and
// resizer. swscale's colours are about one level darker, and resizers differ a little.
double mean_difference(const fs::path& video, int first, const std::vector<uint8_t>& expected) {
  const auto source = open_source(video.string());
  const FrameSampler sampler(source->info(), ClipSpec{});
  const auto frames = all_frames(*source);
  double sum = 0;
  for (size_t t = 0; t < 16; ++t) {
    const auto rgb = sampler.sample(frames.at(static_cast<size_t>(first) + t));
    for (size_t i = 0; i < rgb.size(); ++i) {
      sum += std::abs(static_cast<int>(rgb[i]) - expected.at(t * rgb.size() + i));
    }
  }
  return sum / static_cast<double>(expected.size());
}

TEST(SharedDataTest, SamplesClipsAsTheReferenceDid) {
  const auto root = shared_data("reference");
  if (!root) GTEST_SKIP() << "no shared data";
  struct Case {
    const char* name;
    const char* video;
    int first;
  };
  for (const Case& c :
       {Case{"c3d_daria_wave2", "actions/weizmann/wave2/daria_wave2.avi", 8},
        Case{"c3d_denis_walk", "actions/weizmann/walk/denis_walk.avi", 0},
        Case{"c3d_ira_bend", "actions/weizmann/bend/ira_bend.avi", 20},
        Case{"c3d_moshe_jack_second_class", "actions/weizmann/jack/moshe_jack.avi", 4}}) {
    const auto pixels = npy_bytes_of(*root / c.name / "pixels.npy");
    ASSERT_EQ(pixels.size(), 16U * 112 * 112 * 3);
    const double difference = mean_difference(*shared_data(c.video), c.first, pixels);
    RecordProperty(c.name, std::to_string(difference));
    EXPECT_LT(difference, 2) << c.name;
  }
}

}  // namespace
}  // namespace vidcam::testing
