#pragma once

namespace vidcam {

// From now on SIGINT, SIGHUP, SIGTERM and SIGUSR1 (what Slurm is told to send before a job's time
// is up) only ask to stop; a second SIGINT or SIGHUP ends the program at once. A closed standard
// output is no signal any more.
void catch_stop_signals();

// Throws Error (Stopped) where that was asked, Error (Io) where standard output takes no more.
void stop_if_asked();

}  // namespace vidcam
