#include "pipeline/cli/media/confinement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

// In a process of its own, for there is no way back. The number that `work` returns there, 0..254;
// 255: it ended otherwise.
int in_child(const std::function<int()>& work) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(work());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

class ConfinementTest : public ::testing::Test {
 protected:
  ConfinementTest() {
    fs::create_directory(dir_ / "in");
    fs::create_directory(dir_ / "out");
    for (const char* name : {"in/a.mp4", "in/b.mp4"}) std::ofstream(dir_ / name) << "text";
    job_.input = dir_ / "in/a.mp4";
    job_.outputs = {{dir_ / "out/a", "overlay", 0, {0}}};
  }
  int confined(const std::function<int()>& work) {
    return in_child([&] {
      confine(job_);
      return work();
    });
  }
  // Skips the test where this build or kernel lacks the part.
  void need(std::string Confinement::*part) {
    const int lacks = in_child([&] { return (confine(job_).*part).empty() ? 0 : 1; });
    if (lacks != 0) GTEST_SKIP() << "not here: a sanitizer, no libseccomp, or an old kernel";
  }
  testing::TempDir dir_;
  MediaJob job_;
};

class ConfinedCallsTest : public ConfinementTest {
 protected:
  void SetUp() override { need(&Confinement::calls); }
};

class ConfinedFilesTest : public ConfinementTest {
 protected:
  void SetUp() override { need(&Confinement::files); }
};

TEST_F(ConfinedCallsTest, ThereIsNoNetwork) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK})
    EXPECT_EQ(confined([=] { return ::socket(family, SOCK_DGRAM, 0) < 0 ? errno : 0; }), ENOSYS);
  int two[2];
  EXPECT_EQ(confined([&] { return ::socketpair(AF_UNIX, SOCK_STREAM, 0, two) < 0 ? errno : 0; }),
            ENOSYS);
}

TEST_F(ConfinedCallsTest, NoProgramAndNoProcessCanBeStarted) {
  char* const nothing[] = {nullptr};
  EXPECT_EQ(confined([&] { return ::execve("/bin/true", nothing, nothing) < 0 ? errno : 0; }),
            ENOSYS);
  EXPECT_EQ(confined([] {
              const pid_t pid = ::fork();
              if (pid == 0) ::_exit(0);
              return pid < 0 ? errno : 0;
            }),
            ENOSYS);
}

TEST_F(ConfinedCallsTest, OtherProcessesAreOutOfReach) {
  EXPECT_EQ(confined([] { return ::kill(::getppid(), 0) < 0 ? errno : 0; }), ENOSYS);
  EXPECT_EQ(confined([] { return ::ptrace(PTRACE_ATTACH, ::getppid(), 0, 0) < 0 ? errno : 0; }),
            ENOSYS);
}

TEST_F(ConfinedCallsTest, ThreadsAreLeft) {
  EXPECT_EQ(confined([] {
              int done = 0;
              std::thread([&] { done = 7; }).join();
              return done;
            }),
            7);
}

int can_open(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags, 0600);
  return fd < 0 ? errno : 0;
}

TEST_F(ConfinedFilesTest, OnlyTheInputCanBeRead) {
  EXPECT_EQ(confined([&] { return can_open(dir_ / "in/a.mp4", O_RDONLY); }), 0);
  EXPECT_EQ(confined([&] { return can_open(dir_ / "in/b.mp4", O_RDONLY); }), EACCES);
  EXPECT_EQ(confined([&] { return can_open("/etc/passwd", O_RDONLY); }), EACCES);
  EXPECT_EQ(confined([&] { return can_open(dir_ / "in/a.mp4", O_RDWR); }), EACCES);
}

TEST_F(ConfinedFilesTest, AFolderOfPicturesMayHoldLinksToAnywhereAndIsStillNotWritten) {
  job_.input = dir_ / "in";
  EXPECT_EQ(confined([&] { return can_open("/etc/passwd", O_RDONLY); }), 0);
  EXPECT_EQ(confined([&] { return can_open(dir_ / "in/c.mp4", O_WRONLY | O_CREAT); }), EACCES);
}

TEST_F(ConfinedFilesTest, ResultsAreMadeAndReplacedInTheirFolderAlone) {
  const auto replace = [&] {
    const int made = can_open(dir_ / "out/.a.part", O_WRONLY | O_CREAT);
    return made != 0 ? made : ::rename((dir_ / "out/.a.part").c_str(), (dir_ / "out/a").c_str());
  };
  EXPECT_EQ(confined(replace), 0);
  EXPECT_EQ(confined(replace), 0);
  EXPECT_EQ(confined([&] { return can_open(dir_ / "beside", O_WRONLY | O_CREAT); }), EACCES);
}

TEST_F(ConfinementTest, LimitsOfMemoryTimeAndFilesFollowTheJob) {
  job_.max_duration_seconds = 1000;
  const auto limit_of = [](__rlimit_resource resource) {
    rlimit now{};
    ::getrlimit(resource, &now);
    return now;
  };
  EXPECT_EQ(confined([&] { return limit_of(RLIMIT_CORE).rlim_max == 0; }), 1);
  EXPECT_EQ(confined([&] { return limit_of(RLIMIT_CPU).rlim_max == 60000; }), 1);
  EXPECT_EQ(confined([&] {
              const int fd = ::open((dir_ / "out/a").c_str(), O_WRONLY | O_CREAT, 0600);
              return ::ftruncate(fd, int64_t{50'000'000'001}) < 0 ? errno : 0;
            }),
            EFBIG);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(ConfinementTest, MemoryBeyondTheLimitIsNotGiven) {
  const auto allocate = [](size_t bytes) {
    void* volatile memory = std::malloc(bytes);
    return memory == nullptr ? 1 : 0;
  };
  EXPECT_EQ(confined([&] { return allocate(size_t{2} << 30); }), 0);
  EXPECT_EQ(confined([&] { return allocate(size_t{6} << 30); }), 1);
}
#endif

// The grandchild inherits the writing end of a pipe, which reads as ended once it is gone.
TEST_F(ConfinementTest, AnOrphanThatHangsIsGoneSoon) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  in_child([&] {
    int ready[2];
    if (::pipe2(ready, O_CLOEXEC) != 0) return 1;
    if (::fork() == 0) {
      confine(job_);
      char byte = 1;
      static_cast<void>(::write(ready[1], &byte, 1));
      for (;;) ::pause();
    }
    char byte = 0;
    return ::read(ready[0], &byte, 1) == 1 ? 0 : 1;
  });
  ::close(ends[1]);
  const auto before = std::chrono::steady_clock::now();
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
  ::close(ends[0]);
}

}  // namespace
}  // namespace vidcam
