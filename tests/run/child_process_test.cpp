#include "pipeline/run/child_process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "pipeline/base/error.h"
#include "pipeline/run/wire.h"

namespace vidcam {
namespace {

TEST(ChildProcessTest, SaysHowTheChildEnded) {
  EXPECT_EQ(ChildProcess("/bin/sh", {"-c", "exit 0"}, connected_sockets().second).wait(), "");
  EXPECT_EQ(ChildProcess("/bin/sh", {"-c", "exit 65"}, connected_sockets().second).wait(),
            "exit code 65");
  EXPECT_EQ(ChildProcess("/bin/sh", {"-c", "kill -SEGV $$"}, connected_sockets().second).wait(),
            "killed by SIGSEGV");
}

TEST(ChildProcessTest, GivesTheChildItsEndOfTheWire) {
  const auto [ours, theirs] = connected_sockets();
  ChildProcess child("/bin/sh", {"-c", "printf hello >&3"}, theirs);
  char text[6] = {};
  ASSERT_EQ(::read(ours, text, 5), 5);
  EXPECT_STREQ(text, "hello");
  EXPECT_EQ(::read(ours, text, 5), 0) << "only the child may hold the other end";
  ::close(ours);
}

TEST(ChildProcessTest, KillsAChildThatHangs) {
  pid_t pid = 0;
  {
    ChildProcess child("/bin/sh", {"-c", "exec sleep 1000"}, connected_sockets().second);
    pid = child.pid();
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_NE(::kill(pid, 0), 0) << "killed and reaped";
}

TEST(ChildProcessTest, NamesAProgramThatIsNotThere) {
  try {
    ChildProcess child("/nowhere/vidcam-media", {}, connected_sockets().second);
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "cannot start /nowhere/vidcam-media: No such file or directory");
  }
  EXPECT_THROW(static_cast<void>(program_beside("no-such-program")), Error);
}

}  // namespace
}  // namespace vidcam
