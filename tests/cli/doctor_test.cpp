#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::run_vidcam;

std::map<std::string, nlohmann::json> checks_of(const ProgramRun& run) {
  std::map<std::string, nlohmann::json> checks;
  const auto said = nlohmann::json::parse(run.out);
  for (const auto& check : said["checks"]) checks[check["name"]] = check;
  return checks;
}

TEST(DoctorTest, SaysWhatIsHereAndThatItWorks) {
  const testing::TempDir dir;
  const ProgramRun run = run_vidcam({"doctor", "--device", "cpu", "-o", dir / "not/there/yet"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  for (const char* text : {"LibTorch", "libavcodec", "h264", "GB free", "cores", "CUDA",
                           "sandbox: memory", "explained by both programs in"})
    EXPECT_THAT(run.out, HasSubstr(text));
  EXPECT_TRUE(std::filesystem::is_empty(dir.path())) << "a look leaves nothing behind";
}

TEST(DoctorTest, AsJsonNamesEachCheckAndItsStatus) {
  const ProgramRun run = run_vidcam({"doctor", "--device", "cpu", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_EQ(nlohmann::json::parse(run.out)["healthy"], true);
  const auto checks = checks_of(run);
  for (const char* name :
       {"device", "LibTorch", "CPU", "CUDA", "media", "codecs", "folder", "self-test"})
    EXPECT_EQ(checks.at(name)["status"], "ok") << checks.at(name);
  for (const char* part : {"network", "other programs", "reading other files", "core dumps"})
    EXPECT_TRUE(checks.contains("sandbox: " + std::string(part))) << part;
  EXPECT_EQ(checks.at("sandbox: core dumps")["text"], "at most 0 bytes");
}

TEST(DoctorTest, AFolderThatCannotBeWrittenIsAnError) {
  const testing::TempDir dir;
  std::ofstream(dir / "file") << "in the way";
  const ProgramRun run = run_vidcam({"doctor", "--device", "cpu", "-o", dir / "file", "--json"});
  EXPECT_EQ(run.exit_code, 74);
  const auto checks = checks_of(run);
  EXPECT_EQ(checks.at("folder")["status"], "error");
  EXPECT_FALSE(checks.contains("self-test"));
}

TEST(DoctorTest, ADeviceThatIsNotHereIsAnError) {
  const ProgramRun run = run_vidcam({"doctor", "--device", "cuda:63", "--json"});
  EXPECT_EQ(run.exit_code, 69);
  EXPECT_EQ(checks_of(run).at("device")["status"], "error");
}

}  // namespace
}  // namespace vidcam
