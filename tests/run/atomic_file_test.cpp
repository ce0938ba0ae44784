#include "pipeline/run/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pipeline/base/error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

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
  // A limit on the size of files stands in for a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    write_file_atomically(path, std::string(5000, 'x'));
  } catch (const Error& e) {
    message = e.what();
    EXPECT_EQ(e.code(), ExitCode::Io);
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(message, path + ": cannot write: File too large");
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
