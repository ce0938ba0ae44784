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

// A folder can be opened, and then gives an error.
TEST(TextFileTest, NamesWhatAParserCouldNotRead) {
  const auto dir = temp_dir();
  std::ifstream file(dir.path());
  const auto parse = [&] { return std::string{std::istreambuf_iterator<char>(file), {}}; };
  expect_error(
      ExitCode::Io, [&] { return reading_from("list.tsv", parse); },
      "list.tsv: reading failed before the end of the file");
}

}  // namespace
}  // namespace vidcam::testing
