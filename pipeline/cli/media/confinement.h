#pragma once

#include <string>

#include "pipeline/run/media_protocol.h"

namespace vidcam {

// Why a part of the confinement does not hold; "" where it does. Limits and new privileges always
// do.
struct Confinement {
  std::string files;  // opens the job's input and the folders of its results, nothing else
  std::string calls;  // no network, no programs, no processes
};

// Takes from this process, for good, what reading a file and painting its results do not need:
// memory, time and file sizes beyond the job's, core dumps, new privileges, other files, other
// system calls. Interrupts and hang-ups are left to the parent; where that is gone, five seconds
// are left to tidy up. Called before anything hostile is opened and before any thread is started.
Confinement confine(const MediaJob& job);

}  // namespace vidcam
