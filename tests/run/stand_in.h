#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "pipeline/run/media_protocol.h"
#include "pipeline/run/wire.h"
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

// One wire message with an empty body, as it goes over the wire.
inline std::string message_bytes(MediaMessage kind, const nlohmann::json& head) {
  const auto ends = connected_sockets();
  Wire wire(ends.first);
  wire.send(static_cast<uint32_t>(kind), head);
  wire.shut_down();
  std::string bytes;
  char part[4096];
  for (ssize_t n = 0; (n = ::read(ends.second, part, sizeof(part))) > 0;)
    bytes.append(part, static_cast<size_t>(n));
  ::close(ends.second);
  return bytes;
}

// A command that prints one message to standard output; what the shell cannot count is given here.
inline std::string print(MediaMessage kind, const nlohmann::json& head) {
  std::string command = "printf '";
  for (const char c : message_bytes(kind, head)) {
    char octal[8];
    std::snprintf(octal, sizeof(octal), "\\%03o", static_cast<unsigned>(static_cast<uint8_t>(c)));
    command += octal;
  }
  return command + "'";
}

// ... to the wire.
inline std::string say(MediaMessage kind, const nlohmann::json& head) {
  return print(kind, head) + " >&3\n";
}

}  // namespace vidcam::testing
