#include "pipeline/base/sha256.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

// Vectors of FIPS 180-2, appendix B, and of NIST's short-message set.
TEST(Sha256Test, AgreesWithPublishedVectors) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, ReadsFilesPieceByPiece) {
  const auto dir = testing::temp_dir();
  std::ofstream(dir / "f", std::ios::binary) << std::string(1000000, 'a');
  EXPECT_EQ(sha256_of_file(dir / "f"),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  testing::expect_error(
      ExitCode::Missing, [] { (void)sha256_of_file("/nowhere/f"); },
      "/nowhere/f: cannot be opened for reading");
}

}  // namespace
}  // namespace vidcam
