// How a run ends that is told to: signals, a closed or full standard output. What is finished
// stays, nothing half written does, not even under a temporary name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::sample_model;

class StopTest : public ::testing::Test {
 protected:
  StopTest() {
    testing::VideoSpec spec;
    spec.frames = 16;
    for (const char* name : {"a", "b"}) {
      spec.path = dir_ / (std::string(name) + ".mp4");
      testing::write_video(spec);
      spec.frames = 4000;
    }
  }
  // The first input's results are there, the second's are being written.
  [[nodiscard]] bool midway() const {
    return fs::exists(dir_ / "out/a.json") && entries(".b_") > 0;
  }
  [[nodiscard]] int entries(const std::string& start) const {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(dir_ / "out"))
      if (entry.path().filename().string().starts_with(start)) ++count;
    return count;
  }
  ProgramRun run(const std::function<bool()>& when, int signal) {
    return testing::run_vidcam({"explain", dir_ / "a.mp4", dir_ / "b.mp4", "-m", sample_model(),
                                "-o", dir_ / "out", "-j1", "-q"},
                               when, signal);
  }
  ProgramRun run_signalled(int signal) {
    bool sent = false;
    return run([&] { return midway() && !std::exchange(sent, true); }, signal);
  }
  // Media processes of a program that was killed have five seconds.
  void expect_only_finished() {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (entries(".") > 0 && std::chrono::steady_clock::now() < patience)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(entries("."), 0) << *fs::directory_iterator(dir_ / "out");
    EXPECT_EQ(entries("b"), 0);
    EXPECT_EQ(entries("a"), 5);
  }
  // The exit code of a shell command; %V is the program and its arguments on the short video.
  int shell(std::string command) {
    const std::string program = std::string(VIDCAM_BINARY_DIR) + "/vidcam explain " +
                                (dir_ / "a.mp4") + " -q -m " + sample_model() + " -o " +
                                (dir_ / "out") + " 2>" + (dir_ / "err");
    command.replace(command.find("%V"), 2, program);
    return WEXITSTATUS(std::system(("exec bash -c '" + command + "'").c_str()));
  }
  testing::TempDir dir_;
};

TEST_F(StopTest, ATerminationKeepsWhatIsFinishedAndSaysRunAgain) {
  const ProgramRun run = run_signalled(SIGTERM);
  EXPECT_EQ(run.exit_code, 75) << run.err;
  EXPECT_THAT(run.err, HasSubstr("what is finished is kept, run again"));
  EXPECT_EQ(run.err.find("SIG"), std::string::npos) << "no input is blamed: " << run.err;
  expect_only_finished();
}

TEST_F(StopTest, AnInterruptAndAHangUpDoAsATermination) {
  EXPECT_EQ(run_signalled(SIGINT).exit_code, 75);
  expect_only_finished();
  fs::remove_all(dir_ / "out");
  EXPECT_EQ(run_signalled(SIGHUP).exit_code, 75);
  expect_only_finished();
}

TEST_F(StopTest, TwoInterruptsAtOnceEndItAndTheMediaProcessTidiesUp) {
  int sent = 0;
  const ProgramRun run = this->run([&] { return midway() && sent++ < 2; }, SIGINT);
  EXPECT_TRUE(run.exit_code == 128 + SIGINT || run.exit_code == 75) << run.err;
  expect_only_finished();
}

TEST_F(StopTest, AKillLeavesNothingHalfWritten) {
  EXPECT_EQ(run_signalled(SIGKILL).exit_code, 128 + SIGKILL);
  expect_only_finished();
}

TEST_F(StopTest, AReaderThatGoesAwayIsAnErrorAndTheResultsAreThere) {
  EXPECT_EQ(shell("%V | true; exit ${PIPESTATUS[0]}"), 74);
  EXPECT_TRUE(fs::exists(dir_ / "out/a.json"));
}

TEST_F(StopTest, AFullStandardOutputIsAnError) {
  EXPECT_EQ(shell("%V >/dev/full"), 74);
  EXPECT_TRUE(fs::exists(dir_ / "out/a.json"));
}

}  // namespace
}  // namespace vidcam
