#pragma once

#include <stdexcept>
#include <string>

namespace vidcam {

// What the program exits with; the same numbers as sysexits.h where those exist.
enum class ExitCode : int {
  Ok = 0,
  Bug = 1,             // an exception nobody planned for
  Usage = 2,           // the command line is wrong
  SomeFailed = 3,      // finished, some inputs failed (each named and recorded)
  Unusable = 65,       // an input or model is there but cannot be used
  Missing = 66,        // an input, model or manifest does not exist
  Device = 69,         // the device asked for cannot be used
  Io = 74,             // I/O error or disk full
  Stopped = 75,        // stopped early by a signal; run again
  OtherSettings = 78,  // the result folder belongs to other settings
};

// A failure of a file, codec, model or device: something the user can act on. The message is one
// line that says what was tried, on what, what was found and what would help. Wrong arguments of a
// caller are std::invalid_argument.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace vidcam
