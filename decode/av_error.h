#pragma once

#include <string>

namespace vidcam {

// FFmpeg's text for one of its negative status codes.
[[nodiscard]] std::string av_text(int status);

// Returns status where it is no error. Else throws Error "WHAT: FFmpeg's text": Io where the code
// says so (EIO, ENOSPC), Unusable for all else. what: "opening clip.mp4".
int check_av(int status, const std::string& what);

// Keeps FFmpeg from writing to stderr: what it has to say comes out in our errors. Once a process.
void quiet_av_log();

}  // namespace vidcam
