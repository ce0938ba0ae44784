#include "pipeline/run/crc32.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

// The check value that the catalogue of CRCs gives, and Python's zlib.crc32.
TEST(Crc32Test, IsThatOfZlib) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
  EXPECT_EQ(crc32("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

}  // namespace
}  // namespace vidcam
