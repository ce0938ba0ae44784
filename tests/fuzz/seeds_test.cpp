// Every seed and every input that once was a finding, through its target, in any build.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/targets.h"

namespace vidcam::fuzz {
namespace {

struct Target {
  const char* folder;
  void (*run)(Bytes);
};

class FuzzSeedsTest : public ::testing::TestWithParam<Target> {};

// To come back at all is what is asked: a crash, a hang or another exception fails.
TEST_P(FuzzSeedsTest, EndInAResultOrANamedError) {
  const auto folder =
      std::filesystem::path(VIDCAM_SOURCE_DIR) / "tests/fuzz/seeds" / GetParam().folder;
  int seeds = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_NO_THROW(GetParam().run({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}))
        << entry.path();
    ++seeds;
  }
  EXPECT_GT(seeds, 2);
}

INSTANTIATE_TEST_SUITE_P(Targets, FuzzSeedsTest,
                         ::testing::Values(Target{"video", &read_video},
                                           Target{"wire", &hear_media}, Target{"card", &read_card},
                                           Target{"manifest", &read_manifest},
                                           Target{"batch", &read_batch}),
                         [](const auto& target) { return std::string(target.param.folder); });

}  // namespace
}  // namespace vidcam::fuzz
