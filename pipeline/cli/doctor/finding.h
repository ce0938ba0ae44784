#pragma once

#include <string>
#include <vector>

#include "pipeline/base/error.h"

namespace vidcam {

// What a check of `vidcam doctor` found.
struct Finding {
  std::string name;
  std::string text;
  ExitCode code = ExitCode::Ok;  // Ok: it will do
  bool warning = false;          // it will do, but something is less than it could be
};
using Findings = std::vector<Finding>;

}  // namespace vidcam
