#pragma once

#include <string>

namespace vidcam {

// From now on, and for good, this process may only make the system calls that reading, decoding,
// painting, encoding and talking over open descriptors need; threads, but no processes. All others
// (sockets, exec, ptrace, mount, keys, bpf ...) find a kernel that does not have them: ENOSYS.
// "" where that holds, else why not. All threads must have been started by the caller's own.
[[nodiscard]] std::string filter_calls();

}  // namespace vidcam
