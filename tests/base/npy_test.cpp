#include "pipeline/base/npy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <stdexcept>

#include "pipeline/base/error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using vidcam::testing::TempDir;

class NpyTest : public ::testing::Test {
 protected:
  std::string file(const std::string& bytes) {
    std::string path = (dir_.path() / "a.npy").string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string error_of(const std::string& bytes) {
    try {
      static_cast<void>(read_npy(file(bytes), 1 << 20));
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }
  static std::string with_header(std::string header) {
    header.append(117 - header.size(), ' ');
    header += '\n';
    return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header;
  }
  TempDir dir_;
};

TEST_F(NpyTest, ReadsBackWhatItWrites) {
  const std::vector<int64_t> shape{2, 1, 3};
  const std::vector<float> values{1, 2, 3, 4.5F, -6, 7e-30F};
  const NpyArray back = read_npy(file(npy_bytes(shape, values)));
  EXPECT_EQ(back.shape, shape);
  EXPECT_EQ(back.values, values);
}

TEST_F(NpyTest, WritesTheHeaderThatNumpyWrites) {
  // numpy.save(f, numpy.zeros((3,), "float32")): magic, version 1.0, 118 bytes of header, data at
  // byte 128.
  const std::string bytes = npy_bytes(std::vector<int64_t>{3}, std::vector<float>{0, 0, 0});
  EXPECT_EQ(bytes.size(), 128U + 12U);
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(bytes.substr(10, 56), "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), ");
  EXPECT_EQ(bytes[127], '\n');
}

TEST_F(NpyTest, ReadsBytesAsFloats) {
  const std::string bytes =
      with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }") + "\x07\xff";
  EXPECT_EQ(read_npy(file(bytes)).values, (std::vector<float>{7, 255}));
}

TEST_F(NpyTest, RefusesWhatItCannotRead) {
  EXPECT_NE(error_of("PNG and so on").find("does not start as numpy.save writes it"),
            std::string::npos);
  EXPECT_NE(error_of("").find("ends too early"), std::string::npos);
  EXPECT_NE(error_of(with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"))
                .find("dtype is <f8"),
            std::string::npos);
  EXPECT_NE(error_of(with_header("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }"))
                .find("Fortran"),
            std::string::npos);
  EXPECT_NE(
      error_of(with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }") + "abcd")
          .find("too early"),
      std::string::npos);
}

TEST_F(NpyTest, DoesNotAllocateWhatAHeaderClaims) {
  const std::string huge =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }";
  EXPECT_NE(error_of(with_header(huge)).find("over the limit"), std::string::npos);
}

TEST_F(NpyTest, MissingFileIsMissing) {
  try {
    static_cast<void>(read_npy("/nowhere/a.npy"));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::Missing);
  }
}

TEST_F(NpyTest, ShapeAndValuesHaveToAgree) {
  EXPECT_THROW(static_cast<void>(npy_bytes(std::vector<int64_t>{2}, std::vector<float>{1})),
               std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
