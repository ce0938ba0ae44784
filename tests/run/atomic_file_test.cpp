#include "pipeline/run/atomic_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "pipeline/base/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using vidcam::testing::expect_error;
using vidcam::testing::FileSizeLimit;
using vidcam::testing::TempDir;

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

int entries(const fs::path& folder) {
  return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(AtomicFileTest, ReplacesTheWholeFile) {
  const TempDir dir;
  const auto path = (dir.path() / "a.json").string();
  write_file_atomically(path, "a long first version");
  write_file_atomically(path, "second");
  EXPECT_EQ(contents(path), "second");
  EXPECT_EQ(entries(dir.path()), 1);
}

TEST(AtomicFileTest, AFullDiskLeavesTheOldFileAndNothingElse) {
  const TempDir dir;
  const auto path = (dir.path() / "a.json").string();
  write_file_atomically(path, "old");
  {
    const FileSizeLimit limit(1000);
    expect_error(
        ExitCode::Io, [&] { return write_file_atomically(path, std::string(5000, 'x')), 0; },
        path + ": cannot be written: File too large");
  }
  EXPECT_EQ(contents(path), "old");
  EXPECT_EQ(entries(dir.path()), 1);
}

TEST(AtomicFileTest, AFolderThatIsNotThereIsNamed) {
  EXPECT_THROW(write_file_atomically("/nowhere/at/all.json", "x"), Error);
}

TEST(AtomicFileTest, MakesTheOutputFolderWithItsParents) {
  const TempDir dir;
  make_output_folder((dir.path() / "a" / "b").string());
  EXPECT_TRUE(fs::is_directory(dir.path() / "a" / "b"));
}

TEST(AtomicFileTest, AFileInTheWayOfTheOutputFolderIsNamed) {
  const TempDir dir;
  std::ofstream(dir.path() / "taken") << "x";
  try {
    make_output_folder((dir.path() / "taken").string());
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("is no folder"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace vidcam
