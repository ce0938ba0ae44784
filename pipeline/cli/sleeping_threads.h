#pragma once

namespace vidcam {

// LibTorch's OpenMP threads spin for a while after each operator and take the codecs' cores (15 %
// of the CPU time of C3D on two cores). OMP_WAIT_POLICY=PASSIVE would say otherwise, but is read
// when the program is loaded, and loading LibTorch again to be told takes 0.2 s of CPU time. What
// libgomp's manual promises under GOMP_SPINCOUNT is used instead: where OpenMP has more threads
// than there are processors, they spin next to never. So a few are added that never do anything,
// for the life of the process. Leaves everything as it is where the user has set a policy. Call it
// once, before the model runs.
void let_threads_sleep();

}  // namespace vidcam
