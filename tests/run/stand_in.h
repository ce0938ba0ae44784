#pragma once

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "tests/support/temp_dir.h"

namespace vidcam::testing {

// A stand-in for the media process, made of shell commands; descriptor 3 is the wire. The path of a
// program in `folder`.
inline std::string stand_in(const TempDir& folder, const std::string& commands) {
  std::string path = (folder.path() / "program.sh").string();
  std::ofstream(path) << "#!/bin/bash\n" << commands << '\n';
  ::chmod(path.c_str(), 0755);
  return path;
}

}  // namespace vidcam::testing
