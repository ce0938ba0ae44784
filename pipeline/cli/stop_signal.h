#pragma once

namespace vidcam {

// From now on SIGINT, SIGTERM and SIGUSR1 (what Slurm is told to send before a job's time is up)
// only ask to stop; a second SIGINT ends the program at once.
void catch_stop_signals();

// Throws Error (Stopped) where that was asked.
void stop_if_asked();

}  // namespace vidcam
