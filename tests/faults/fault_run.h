#pragma once

#include <string>
#include <vector>

#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {

// A call that changed something, as the fault layer numbered it.
struct FaultCall {
  std::string name;  // "create", "write", "sync", "rename", "link", "unlink", "mkdir", ...
  std::string path;
  std::string more;  // of a sync the size; of rename and link the new name
};

struct FaultRun {
  ProgramRun program;
  std::vector<FaultCall> calls;   // those that succeeded, in their order
  std::vector<FaultCall> failed;  // those that failed as told
};

// vidcam with these arguments, failing as fault_layer.cpp reads `fault` ("" not at all) at calls
// that change what is below `folder`.
[[nodiscard]] FaultRun run_with_fault(const std::string& folder,
                                      const std::vector<std::string>& arguments,
                                      const std::string& fault = "");

// VIDCAM_FAULTS=all in the environment: minutes in place of seconds.
[[nodiscard]] bool try_all_faults();

// The numbers of calls, from 1, at which a run that makes `calls` is tried: of those that write to
// one file, one after the other, the first and the last; of all others each `every`th. Really all
// where try_all_faults().
[[nodiscard]] std::vector<int> fault_points(const std::vector<FaultCall>& calls, int every = 1);

// "kill:17, at rename /tmp/a /tmp/b"
[[nodiscard]] std::string fault_text(const std::string& fault, const std::vector<FaultCall>& calls,
                                     int number);

}  // namespace vidcam::testing
