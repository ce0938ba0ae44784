#pragma once

namespace vidcam {

// LibTorch's OpenMP threads spin for a while after each operator and take the codecs' cores (15 %
// of the CPU time of C3D on two cores). Whether they do is read from OMP_WAIT_POLICY when the
// program is loaded, so the program starts itself anew with PASSIVE; it goes on as it is where the
// user has set a policy, or where that fails. Call it first thing, with main's arguments.
void let_threads_sleep(char** argv);

}  // namespace vidcam
