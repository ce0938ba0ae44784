#include "pipeline/run/spool_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/small_disk.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::expect_error;
using testing::FileSizeLimit;
using testing::SmallDisk;
using testing::TempDir;

std::string read(const SpoolFile& file, int64_t at, size_t bytes) {
  std::string text(bytes, '?');
  file.read(at, text);
  return text;
}

TEST(SpoolFileTest, GivesBackWhatWasAppendedFromAnywhere) {
  const TempDir dir;
  SpoolFile file(dir.path().string(), "the clips of a.mp4");
  EXPECT_EQ(file.size(), 0);
  file.append("first");
  file.append("");
  file.append(std::string("sec\0nd", 6));
  EXPECT_EQ(file.size(), 11);
  EXPECT_EQ(read(file, 3, 4), "stse");
  file.append("third");
  EXPECT_EQ(read(file, 11, 5), "third") << "reading does not move where the next bytes go";
  EXPECT_EQ(read(file, 5, 6), std::string("sec\0nd", 6));
  EXPECT_EQ(read(file, 16, 0), "");
}

TEST(SpoolFileTest, HasNoNameThatCouldBeLeftBehind) {
  const TempDir dir;
  SpoolFile file(dir.path().string(), "the clips of a.mp4");
  file.append("something");
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST(SpoolFileTest, NamesAFolderThatIsNotThere) {
  expect_error(
      ExitCode::Io, [] { return SpoolFile("/nowhere/at", "the clips of a.mp4").size(); },
      "/nowhere/at: cannot hold the clips of a.mp4 in a temporary file: No such file or directory");
}

TEST(SpoolFileTest, SaysWhatGrewOverALimit) {
  const TempDir dir;
  SpoolFile file(dir.path().string(), "the clips of a.mp4");
  const FileSizeLimit limit(1000);
  expect_error(
      ExitCode::Io, [&] { return file.append(std::string(5000, 'x')), 0; },
      dir.path().string() + ": cannot hold the clips of a.mp4 in a temporary file: File too large");
}

TEST(SpoolFileTest, SaysThatTheDiskIsFull) {
  const SmallDisk disk("8k");
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a small file system";
  const std::string folder = disk.dir().path().string();
  SpoolFile file(folder, "the clips of a.mp4");
  expect_error(
      ExitCode::Io, [&] { return file.append(std::string(50000, 'x')), 0; },
      folder +
          ": cannot hold the clips of a.mp4 in a temporary file: No space left on device; "
          "free some room or write elsewhere");
}

TEST(SpoolFileTest, SaysThatTheFileIsShorterThanItWas) {
  const TempDir dir;
  SpoolFile file(dir.path().string(), "the clips of a.mp4");
  file.append("first");
  expect_error(
      ExitCode::Io, [&] { return read(file, 3, 4); },
      dir.path().string() + ": cannot give back the clips of a.mp4 from a temporary file");
}

}  // namespace
}  // namespace vidcam
