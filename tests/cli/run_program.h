#pragma once

#include <csignal>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

// Runs the two programs as a user does, and finds what they are tried on.
namespace vidcam::testing {

// What a process holds at a moment.
struct ProcessSample {
  long resident_kb = 0;
  int descriptors = 0;
  int children = 0;
};

struct ProgramRun {
  int exit_code = -1;  // 128 + signal where it was killed
  std::string out;
  std::string err;
  // Peaks of resident memory, as the kernel keeps them.
  long model_peak_kb = 0;  // of vidcam
  long media_peak_kb = 0;  // of vidcam-media, the largest where there were several

  std::vector<ProcessSample> samples;  // of vidcam, ten a second

  // The paths on stdout.
  [[nodiscard]] std::vector<std::string> paths() const;
};

// build/.../vidcam with these arguments; standard input is empty. kill_when is asked every few
// milliseconds; whenever it says so, the program gets the signal.
[[nodiscard]] ProgramRun run_vidcam(const std::vector<std::string>& arguments,
                                    const std::function<bool()>& kill_when = {},
                                    int signal = SIGKILL);

// The sample model and a sample video of the project.
[[nodiscard]] std::string sample_model();
[[nodiscard]] std::string sample_video();

// explain INPUT... with the sample model into `out`, and further arguments.
[[nodiscard]] ProgramRun explain(const std::vector<std::string>& inputs, const std::string& out,
                                 const std::vector<std::string>& more = {});

[[nodiscard]] nlohmann::json read_json(const std::string& path);

}  // namespace vidcam::testing
