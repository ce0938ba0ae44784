#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

namespace vidcam {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// What the loader would map: all dynamic libraries that a program needs, also through others.
std::string libraries_of(const std::string& program) {
  const std::string command = "ldd '" + program + "' 2>&1";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::array<char, 4096> buffer;
  std::string text;
  while (pipe && fgets(buffer.data(), static_cast<int>(buffer.size()), pipe.get()))
    text += buffer.data();
  return text;
}

// The positive half shows that the check sees libraries at all.
TEST(LinkageTest, TheModelProgramNeedsLibtorchAndNoCodec) {
  EXPECT_THAT(
      libraries_of(VIDCAM_BINARY_DIR "/vidcam"),
      AllOf(HasSubstr("libtorch_cpu.so"), Not(HasSubstr("not found")), Not(HasSubstr("libav")),
            Not(HasSubstr("libsw")), Not(HasSubstr("libopencv")), Not(HasSubstr("libtorch_cuda"))));
}

TEST(LinkageTest, TheMediaProgramNeedsFfmpegAndNoLibtorch) {
  EXPECT_THAT(libraries_of(VIDCAM_BINARY_DIR "/vidcam-media"),
              AllOf(HasSubstr("libavformat.so"), Not(HasSubstr("not found")),
                    Not(HasSubstr("libtorch")), Not(HasSubstr("libc10"))));
}

}  // namespace
}  // namespace vidcam
