#pragma once

#include <sys/types.h>

#include <mutex>
#include <string>
#include <vector>

namespace vidcam {

// A program of ours running beside us, talking over descriptor 3. Killed and reaped where it is
// still running at the end of this object's life. kill() and wait() may be called
// from different threads.
class ChildProcess {
 public:
  // The child's number for its end of the conversation.
  static constexpr int kWireDescriptor = 3;

  // Starts program with arguments; fd becomes the child's descriptor 3 (ours is closed). Throws
  // Error (Io) naming the program.
  ChildProcess(const std::string& program, const std::vector<std::string>& arguments, int fd);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void kill();

  // Waits for the end. "" where it ended with exit code 0, else how it ended: "exit code 65",
  // "killed by SIGSEGV".
  std::string wait();

 private:
  pid_t pid_ = -1;
  // A number must not be signalled once its process is reaped: it may be another's by then.
  std::mutex mutex_;
  bool reaped_ = false;
  int status_ = 0;
};

// The path of the program with this name beside the running one. Throws Error (Io) where there is
// none.
[[nodiscard]] std::string program_beside(const std::string& name);

}  // namespace vidcam
