#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "encode/writer.h"
#include "tests/encode/test_frames.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/small_disk.h"
#include "tests/support/temp_dir.h"

// What is left behind, and said, when writing does not go well.
namespace vidcam {
namespace {

using testing::expect_error;
using testing::FileSizeLimit;
using testing::make_frame;
using testing::ramp_frame;
using testing::SmallDisk;
using testing::TempDir;

StreamInfo stream() {
  StreamInfo info;
  info.width = 64;
  info.height = 48;
  return info;
}

int entries(const std::filesystem::path& folder) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    (void)entry;
    ++count;
  }
  return count;
}

// Does not compress.
Frame noise(int width, int height, int64_t pts) {
  uint32_t state = static_cast<uint32_t>(pts) + 1;
  Frame frame = make_frame(width, height, 1, {}, [&state](int, int, int) {
    state = state * 1664525U + 1013904223U;
    return static_cast<uint8_t>(state >> 24U);
  });
  frame.pts = pts;
  return frame;
}

TEST(WriterFailureTest, LeavesNothingBehindWithoutClose) {
  const TempDir dir;
  {
    const auto writer = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
    for (int i = 0; i < 60; ++i) writer->write(ramp_frame(64, 48, i));
    EXPECT_EQ(entries(dir.path()), 1);
    EXPECT_FALSE(std::filesystem::exists(dir / "out.mp4"));
  }
  { const auto writer = open_image_writer(dir / "out.png", stream()); }
  EXPECT_EQ(entries(dir.path()), 0);
}

TEST(WriterFailureTest, KeepsTheOldFileUntilTheNewOneIsWhole) {
  const TempDir dir;
  std::ofstream(dir / "out.mp4") << "old";
  {
    const auto writer = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
    writer->write(ramp_frame(64, 48, 0));
  }
  EXPECT_EQ(std::filesystem::file_size(dir / "out.mp4"), 3U);
  const auto writer = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
  writer->write(ramp_frame(64, 48, 0));
  writer->close();
  EXPECT_GT(std::filesystem::file_size(dir / "out.mp4"), 500U);
  EXPECT_EQ(entries(dir.path()), 1);
}

TEST(WriterFailureTest, TwoWritersOfOneNameDoNotMix) {
  const TempDir dir;
  const auto a = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
  const auto b = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
  EXPECT_EQ(entries(dir.path()), 2);
}

TEST(WriterFailureTest, TakesNamesOfAnyLengthAndLook) {
  const TempDir dir;
  const std::string name = "http:a b%d'" + std::string(235, 'x') + ".mp4";
  const auto writer = open_video_writer(dir / name, stream(), 64, 48, nullptr);
  writer->write(ramp_frame(64, 48, 0));
  writer->close();
  EXPECT_TRUE(std::filesystem::exists(dir / name));
}

TEST(WriterFailureTest, NamesAFolderThatIsNotThere) {
  const TempDir dir;
  const std::string path = dir / "missing/out.mp4";
  expect_error(
      ExitCode::Io, [&] { (void)open_video_writer(path, stream(), 64, 48, nullptr); },
      path + ": cannot be written: No such file or directory");
  const std::string picture = dir / "missing/out.png";
  expect_error(
      ExitCode::Io, [&] { (void)open_image_writer(picture, stream()); },
      picture + ": cannot be written: No such file or directory");
}

TEST(WriterFailureTest, NamesAFolderThatMayNotBeWrittenTo) {
  const TempDir dir;
  ::chmod(dir.path().c_str(), 0555);
  const uid_t user = ::geteuid();
  constexpr uid_t kNobody = 65534;  // root may write anywhere
  ASSERT_TRUE(user != 0 || ::seteuid(kNobody) == 0);
  expect_error(
      ExitCode::Io, [&] { (void)open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr); },
      "out.mp4: cannot be written: Permission denied");
  ASSERT_TRUE(user != 0 || ::seteuid(user) == 0);
  ::chmod(dir.path().c_str(), 0755);
}

TEST(WriterFailureTest, SaysThatTheDiskIsFull) {
  const SmallDisk disk("512k");
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a small file system";
  StreamInfo info = stream();
  info.width = 320;
  info.height = 240;
  const std::string path = disk.dir() / "out.mp4";
  auto writer = open_video_writer(path, info, 320, 240, nullptr);
  const auto write_all = [&] {
    for (int i = 0; i < 60; ++i) writer->write(noise(320, 240, i));
    writer->close();
  };
  expect_error(ExitCode::Io, write_all, path + ": cannot be written: No space left on device",
               "free some room");
  expect_error(
      ExitCode::Io, [&] { writer->close(); }, path + ": cannot be written");
  writer.reset();
  EXPECT_EQ(entries(disk.dir().path()), 0);
}

TEST(WriterFailureTest, SaysThatTheDiskIsFullForPictures) {
  const SmallDisk disk("512k");
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a small file system";
  StreamInfo info = stream();
  info.width = 800;
  info.height = 600;
  {
    const auto writer = open_image_writer(disk.dir() / "out.png", info);
    expect_error(
        ExitCode::Io, [&] { writer->write(noise(800, 600, 0)); },
        "out.png: cannot be written: No space left on device");
  }
  EXPECT_EQ(entries(disk.dir().path()), 0);
}

TEST(WriterFailureTest, NamesTheFileThatGrewOverALimit) {
  const FileSizeLimit limit(100'000);
  const TempDir dir;
  StreamInfo info = stream();
  info.width = 320;
  info.height = 240;
  auto writer = open_video_writer(dir / "out.mp4", info, 320, 240, nullptr);
  const auto write_all = [&] {
    for (int i = 0; i < 60; ++i) writer->write(noise(320, 240, i));
    writer->close();
  };
  expect_error(ExitCode::Io, write_all, "out.mp4: cannot be written: File too large");
  writer.reset();
  EXPECT_EQ(entries(dir.path()), 0);
}

TEST(WriterFailureTest, RefusesAnEmptyVideo) {
  const TempDir dir;
  const auto writer = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
  expect_error(
      ExitCode::Unusable, [&] { writer->close(); }, "out.mp4", "no frame came");
  const auto picture = open_image_writer(dir / "out.png", stream());
  expect_error(
      ExitCode::Unusable, [&] { picture->close(); }, "out.png", "no frame came");
}

TEST(WriterFailureTest, NamesAPresetThatIsNone) {
  const TempDir dir;
  const auto writer =
      open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr, {"h264", "hasty", 20});
  expect_error(
      ExitCode::Io, [&] { writer->write(ramp_frame(64, 48, 0)); },
      "out.mp4: cannot be encoded with libx264 at preset hasty");
}

TEST(WriterFailureTest, TellsCallersTheirMistakes) {
  const TempDir dir;
  EXPECT_THAT(
      [&] {
        (void)open_video_writer(dir / "a.mp4", stream(), 64, 48, nullptr, {"av1", "fast", 20});
      },
      ::testing::ThrowsMessage<std::invalid_argument>(
          "no video codec \"av1\" for output; known: h264"));
  EXPECT_THAT([&] { (void)open_image_writer(dir / "a.gif", stream()); },
              ::testing::ThrowsMessage<std::invalid_argument>(
                  ::testing::HasSubstr("known: .png, .jpg, .jpeg")));
  const auto writer = open_video_writer(dir / "a.mp4", stream(), 64, 48, nullptr);
  EXPECT_THROW(writer->write(ramp_frame(66, 48, 0)), std::invalid_argument);
  EXPECT_THROW(writer->write_audio({}), std::invalid_argument);
  writer->write(ramp_frame(64, 48, 5));
  EXPECT_THROW(writer->write(ramp_frame(64, 48, 5)), std::invalid_argument);
  writer->write(ramp_frame(64, 48, 6));
  writer->close();
  EXPECT_THROW(writer->close(), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
