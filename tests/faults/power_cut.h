#pragma once

#include <string>
#include <vector>

#include "tests/faults/fault_run.h"

namespace vidcam::testing {

// What a disk may lose that was not synced when the power went.
enum class Lost {
  Contents,  // of files; their names are as they were last
  Names,     // that were given or taken away in folders that were not synced since; and contents
};

// Changes what is below the calls' folder into what a power cut behind them may leave: of what was
// not synced nothing. Names that were removed stay removed, and a file that a rename replaced is
// not brought back.
void cut_power(const std::vector<FaultCall>& calls, Lost lost);

}  // namespace vidcam::testing
