#include "pipeline/base/text_file.h"

#include <fstream>

#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

TEST(TextFileTest, GivesEveryByte) {
  const auto dir = temp_dir();
  std::ofstream(dir / "a", std::ios::binary) << std::string("x\r\n\0y", 5);
  EXPECT_EQ(read_text_file(dir / "a", "list"), std::string("x\r\n\0y", 5));
}

TEST(TextFileTest, NamesWhatCannotBeRead) {
  const auto dir = temp_dir();
  std::ofstream(dir / "large") << std::string((1 << 20) + 1, 'x');
  expect_error(
      ExitCode::Missing, [&] { return read_text_file(dir / "b", "list"); }, "b", "no such list");
  expect_error(
      ExitCode::Unusable, [&] { return read_text_file(dir.path(), "list"); }, "no regular file");
  expect_error(
      ExitCode::Unusable, [&] { return read_text_file(dir / "large", "list", 1 << 20); },
      "larger than 1 MiB, so no list");
}

}  // namespace
}  // namespace vidcam::testing
