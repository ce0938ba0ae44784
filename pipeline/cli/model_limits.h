#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

// A model is a program, too: it may loop for ever or want more memory than there is.
namespace vidcam {

// Ends the whole program (message on stderr, exit code 65) where this object lives longer than so
// many seconds: nothing can interrupt a model that does not return.
class TimeLimit {
 public:
  TimeLimit(double seconds, std::string message);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable over_;
  bool done_ = false;
  std::jthread watch_;
};

// For the first pass of a model, which may take ten times --stall-timeout; nothing where `ran` says
// that it was made already, which it says from now on.
[[nodiscard]] std::unique_ptr<TimeLimit> limit_first_pass(bool& ran, const std::string& model,
                                                          double stall_timeout_seconds);

// On a CPU this process may from now on have as much memory as the machine has, and no more: a
// model that wants more fails by name, where else the kernel would end one program or another.
// device: "cpu", "cuda:0".
void limit_memory(const std::string& device);

}  // namespace vidcam
