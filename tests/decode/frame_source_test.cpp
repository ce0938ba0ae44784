#include "decode/frame_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/decode/reading.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

template <class... Texts>
void expect_refused(const std::string& path, const Texts&... texts) {
  expect_error(
      ExitCode::Unusable, [&] { return open_source(path); }, path, texts...);
}

TEST(OpenSourceTest, SaysWhichFileIsMissing) {
  const auto dir = temp_dir();
  expect_error(
      ExitCode::Missing, [&] { return open_source(dir / "no.mp4"); }, dir / "no.mp4",
      "No such file");
}

TEST(OpenSourceTest, RefusesAFifoWithoutWaitingForIt) {
  const auto dir = temp_dir();
  ASSERT_EQ(mkfifo((dir / "a.mp4").c_str(), 0600), 0);
  expect_refused(dir / "a.mp4", "named pipe", "only regular files");
}

TEST(OpenSourceTest, RefusesADevice) { expect_refused("/dev/zero", "a device"); }

TEST(OpenSourceTest, FollowsALinkToARegularFile) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  write_video(spec);
  std::filesystem::create_symlink(spec.path, dir.path() / "link.mp4");
  EXPECT_EQ(all_frames(dir / "link.mp4").size(), 10U);
}

TEST(OpenSourceTest, TakesColorNumbersThatFFmpegDoesNotKnowForUnspecified) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mpg";
  spec.codec = "mpeg2video";
  spec.options = "color_primaries=205:color_trc=77";
  write_video(spec);
  EXPECT_EQ(open_source(spec.path)->info().color_primaries, 2);
  EXPECT_EQ(open_source(spec.path)->info().color_transfer, 2);
}

TEST(OpenSourceTest, RefusesAnEmptyFile) {
  const auto dir = temp_dir();
  write_text(dir / "a.mp4", "");
  expect_refused(dir / "a.mp4", "the file is empty");
}

TEST(OpenSourceTest, RefusesAFolderWithoutPictures) {
  const auto dir = temp_dir();
  write_text(dir / "notes.txt", "no picture");
  expect_refused(dir.path().string(), "it holds no pictures");
}

TEST(OpenSourceTest, RefusesTextUnderAVideosName) {
  const auto dir = temp_dir();
  write_text(dir / "a.mp4", "once upon a time\nthere was no video\n");
  expect_refused(dir / "a.mp4", "no video or picture format was recognised", "MP4");
}

// The file that a playlist names is there and would decode, so that following it would be noticed.
TEST(OpenSourceTest, RefusesPlaylistsUnderAVideosName) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "secret.ts";
  spec.codec = "mpeg2video";
  write_video(spec);
  write_text(dir / "concat.mp4", "ffconcat version 1.0\nfile secret.ts\n");
  expect_refused(dir / "concat.mp4", "\"concat\"", "no playlists");
  write_text(dir / "hls.mp4",
             "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\nsecret.ts\n"
             "#EXT-X-ENDLIST\n");
  expect_refused(dir / "hls.mp4", "\"hls\"", "no playlists");
}

TEST(OpenSourceTest, ReadsANumberedNameAsOnePictureAndNotAsASequence) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.codec = "png";
  spec.frames = 1;
  spec.path = dir / "1.png";
  write_video(spec);
  std::filesystem::rename(spec.path, dir.path() / "%d.png");
  write_video(spec);
  EXPECT_EQ(all_frames(dir / "%d.png").size(), 1U);
  EXPECT_TRUE(open_source(dir / "%d.png")->info().is_image);
}

TEST(OpenSourceTest, FindsTheContainerByContentAndNotByName) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  write_video(spec);
  std::filesystem::rename(spec.path, dir.path() / "a.png");
  EXPECT_EQ(all_frames(dir / "a.png").size(), 10U);
}

TEST(OpenSourceTest, RefusesSoundAlone) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.frames = 0;
  spec.audio = "aac";
  spec.audio_seconds = 1;
  write_video(spec);
  expect_refused(dir / "a.mp4", "no video stream, only sound");
}

TEST(OpenSourceTest, RefusesPicturesOverTheLimitOnTheirHeader) {
  const auto dir = temp_dir();
  DecodeLimits limits;
  limits.max_pixels = 64 * 48;
  for (const char* name : {"a.mp4", "a.png", "a.jpg", "a.mkv"}) {
    VideoSpec spec;
    spec.path = dir / name;
    spec.frames = 1;
    if (name == std::string("a.png")) spec.codec = "png";
    if (name == std::string("a.jpg")) spec.codec = "mjpeg";
    if (spec.codec == "mjpeg") spec.pix_fmt = "yuvj420p";
    write_video(spec);
    EXPECT_NO_THROW((void)open_source(spec.path, limits)) << name;
    spec.width = 66;
    write_video(spec);
    expect_error(
        ExitCode::Unusable, [&] { return open_source(spec.path, limits); }, spec.path, "66x48",
        "limit of 3072 pixels");
  }
}

TEST(OpenSourceTest, RefusesTooManyStreamsAndTooLongVideos) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.audio = "aac";
  write_video(spec);
  DecodeLimits limits;
  limits.max_streams = 1;
  expect_error(
      ExitCode::Unusable, [&] { return open_source(spec.path, limits); }, "2 streams",
      "the limit is 1");
  spec.frame_rate = {1, 1};
  write_video(spec);
  limits = {};
  limits.max_duration_seconds = 9;
  expect_error(
      ExitCode::Unusable, [&] { return open_source(spec.path, limits); }, "it lasts 10 s",
      "limit of 9 s");
}

}  // namespace
}  // namespace vidcam::testing
