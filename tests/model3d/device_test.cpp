#include "model3d/device.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using testing::expect_error;

TEST(DeviceTest, TheProcessorIsAlwaysThere) { EXPECT_EQ(resolve_device("cpu"), "cpu"); }

TEST(DeviceTest, AutoIsWhatCudaWouldBeOrElseTheProcessor) {
  const std::string device = resolve_device("auto");
  if (device == "cpu") {
    expect_error(
        ExitCode::Device, [] { (void)resolve_device("cuda"); }, "device 'cuda' cannot be used: ");
  } else {
    EXPECT_EQ(device, "cuda:0");
    EXPECT_EQ(resolve_device("cuda"), "cuda:0");
  }
}

TEST(DeviceTest, ADeviceThatIsNotThereIsADeviceError) {
  expect_error(
      ExitCode::Device, [] { (void)resolve_device("cuda:97"); },
      "device 'cuda:97' cannot be used: ");
}

TEST(DeviceTest, SeveralAreNamedInOneList) {
  EXPECT_EQ(resolve_devices("cpu"), std::vector<std::string>{"cpu"});
  EXPECT_EQ(resolve_devices("cpu,cpu"), (std::vector<std::string>{"cpu", "cpu"}));
  expect_error(
      ExitCode::Device, [] { (void)resolve_devices("cpu,97"); }, "device 'cuda:97' cannot be used");
  for (const char* words : {"", "0", "cpu,", ",cpu", "cpu,,cpu", "cpu,gpu"})
    expect_error(
        ExitCode::Usage, [&] { (void)resolve_devices(words); }, "is not one of auto, cpu");
}

TEST(DeviceTest, OtherWordsAreUsageErrors) {
  for (const char* word : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:0x"}) {
    expect_error(
        ExitCode::Usage, [&] { (void)resolve_device(word); },
        "is not one of auto, cpu, cuda, cuda:N");
  }
}

}  // namespace
}  // namespace vidcam
