#pragma once

#include <string>

namespace vidcam {

// slurm_body.sh: what the script of vidcam slurm-script does. It is told vidcam, out, shards and
// window.
[[nodiscard]] std::string slurm_body();

}  // namespace vidcam
