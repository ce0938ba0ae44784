// Models that loop, want all memory, or are not the one that was meant, through the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "model3d/tiny_model.h"
#include "pipeline/base/sha256.h"
#include "tests/cli/run_program.h"
#include "tests/support/script_models.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::ProgramRun;

class HostileModelsTest : public ::testing::Test {
 protected:
  // A model that does `more` with the layer's output y.
  std::string model(const std::string& more) {
    testing::ScriptNet net(7);
    net.conv3d("conv", 3, 2).define("def forward(self, x):\n  y = self.conv(x)\n" + more);
    net.module().save(dir_ / "model.pt");
    std::ofstream(dir_ / "model.json")
        << R"({"input": {"layout": "NCTHW", "frames": 4, "height": 8, "width": 8}})";
    return dir_ / "model.pt";
  }
  ProgramRun explain(const std::string& path, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{
        "explain", testing::sample_video(), "-m",  path, "-o", dir_ / "out", "-q", "--clips",
        "1",       "--precision",           "fp32"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return testing::run_vidcam(arguments);
  }
  void expect_nothing_written() {
    EXPECT_TRUE(!fs::exists(dir_ / "out") || fs::is_empty(dir_ / "out"));
  }
  testing::TempDir dir_;
};

TEST_F(HostileModelsTest, OneThatLoopsForEverIsEndedByName) {
  const std::string path = model(
      "  n = 0\n  while bool(y.isfinite().all()):\n    n += 1\n  return y.mean([2, 3, 4]) + n\n");
  const ProgramRun run = explain(path, {"--stall-timeout", "1"});
  EXPECT_EQ(run.exit_code, 65);
  EXPECT_THAT(run.err, HasSubstr(path + ": its first pass did not end within 10 s"));
}

TEST_F(HostileModelsTest, OneThatWantsAbsurdMemoryIsRefusedByName) {
  const ProgramRun run =
      explain(model("  return y.mean([2, 3, 4]) + torch.zeros([1 << 46]).sum()\n"));
  EXPECT_EQ(run.exit_code, 65) << run.err;
  EXPECT_THAT(run.err, HasSubstr("allocate"));
  expect_nothing_written();
}

// Little by little, as a leak would; a limit that the parent set stands in for the machine's size.
TEST_F(HostileModelsTest, OneThatTakesMoreAndMoreFailsAtTheLimit) {
  const std::string path = model(
      "  kept = [y]\n  for i in range(1000000):\n    kept.append(torch.ones([16777216]))\n"
      "  return y.mean([2, 3, 4]) + kept[-1][0]\n");
  rlimit before{};
  ::getrlimit(RLIMIT_DATA, &before);
  const rlimit three_gigabytes{rlim_t{3} << 30, before.rlim_max};
  ::setrlimit(RLIMIT_DATA, &three_gigabytes);
  const ProgramRun run = explain(path);
  ::setrlimit(RLIMIT_DATA, &before);
  EXPECT_EQ(run.exit_code, 65) << run.err;
  EXPECT_THAT(run.err, HasSubstr("allocate"));
  EXPECT_LT(run.model_peak_kb, 3'500'000);
}

TEST_F(HostileModelsTest, OneWhoseScoresAreNoNumbersIsMarked) {
  const ProgramRun run = explain(model("  return y.mean([2, 3, 4]) * float('nan')\n"));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const auto record = testing::read_json(dir_ / "out/left_28.json");
  EXPECT_EQ(record["clips"][0]["targets"][0]["methods"]["gradcam"]["status"], "nonfinite");
  EXPECT_FALSE(record["warnings"].empty());
}

TEST_F(HostileModelsTest, OneThatIsNotThePinnedOneIsNotRead) {
  const std::string path = dir_ / "tiny.pt";
  write_tiny_model(path);
  const std::string digest = sha256_of_file(path);
  EXPECT_EQ(explain(path, {"--model-sha256", digest, "--dry-run"}).exit_code, 0);
  std::ofstream(path, std::ios::app) << "x";
  const ProgramRun run = explain(path, {"--model-sha256", digest});
  EXPECT_EQ(run.exit_code, 65);
  EXPECT_THAT(run.err, HasSubstr("not the wanted " + digest));
  expect_nothing_written();
}

}  // namespace
}  // namespace vidcam
