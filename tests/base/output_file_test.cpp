#include "pipeline/base/output_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::expect_error;
using testing::FileSizeLimit;
using testing::TempDir;

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

int entries(const fs::path& folder) {
  return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(OutputFileTest, HasItsNameWhenItIsCommitted) {
  const TempDir dir;
  std::ofstream(dir / "a.json") << "old";
  OutputFile file(dir / "a.json");
  file.append("one ");
  file.append("");
  file.append("two");
  EXPECT_EQ(contents(dir / "a.json"), "old");
  file.commit();
  EXPECT_EQ(contents(dir / "a.json"), "one two");
  EXPECT_EQ(entries(dir.path()), 1);
}

TEST(OutputFileTest, IsGoneWithoutCommit) {
  const TempDir dir;
  {
    OutputFile file(dir / "a.json");
    file.append("one");
    EXPECT_EQ(entries(dir.path()), 1);
  }
  EXPECT_EQ(entries(dir.path()), 0);
}

TEST(OutputFileTest, WhatLostBytesGetsNoName) {
  const TempDir dir;
  {
    OutputFile file(dir / "a.npy");
    file.append("one two");
    fs::resize_file(file.temporary(), 3);
    expect_error(
        ExitCode::Io, [&] { file.commit(); },
        "a.npy: cannot be read back: it has bytes 3 of 7 written");
  }
  EXPECT_EQ(entries(dir.path()), 0);
}

TEST(OutputFileTest, NamesWhatDidNotFitAndLeavesTheOldFile) {
  const TempDir dir;
  std::ofstream(dir / "a.npy") << "old";
  const FileSizeLimit limit(1000);
  {
    OutputFile file(dir / "a.npy");
    file.append(std::string(900, 'x'));
    expect_error(
        ExitCode::Io, [&] { return file.append(std::string(900, 'x')), 0; },
        (dir / "a.npy") + ": cannot be written: File too large");
  }
  EXPECT_EQ(contents(dir / "a.npy"), "old");
  EXPECT_EQ(entries(dir.path()), 1);
}

TEST(OutputFileTest, OfTwoWhoWantANameTheFirstGetsIt) {
  const TempDir dir;
  {
    OutputFile one(dir / "a.json"), two(dir / "a.json");
    one.append("one");
    two.append("two");
    EXPECT_TRUE(one.commit_if_first());
    EXPECT_FALSE(two.commit_if_first());
  }
  EXPECT_EQ(contents(dir / "a.json"), "one");
  EXPECT_EQ(entries(dir.path()), 1);
}

TEST(OutputFileTest, NamesAFolderThatIsNotThere) {
  expect_error(
      ExitCode::Io, [] { return OutputFile("/nowhere/at/all.json").path(); },
      "/nowhere/at/all.json: cannot be written: No such file or directory");
}

}  // namespace
}  // namespace vidcam
