#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

// A conversation of its own beside those of media_protocol.h, about no input:
//   vidcam -> media   Check (+ a job to be confined to)
//   media -> vidcam   Facts
namespace vidcam {

constexpr uint32_t kCheckMessage = 3;
constexpr uint32_t kFactsMessage = 22;

// One part of the media process's confinement, as the process itself found by trying.
struct SandboxPart {
  std::string name;
  bool holds = false;
  std::string text;  // what was found, or why it does not hold
};

// What the media half is on this machine.
struct MediaFacts {
  std::vector<std::pair<std::string, std::string>> libraries;  // name, version
  std::vector<std::string> decoders;
  std::vector<std::string> encoders;
  std::vector<SandboxPart> sandbox;
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SandboxPart, name, holds, text)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MediaFacts, libraries, decoders, encoders, sandbox)

// Starts the media program, has it confine itself as for a job and say what it then is and can do.
// Throws Error (Io) where it cannot be started or says something else.
[[nodiscard]] MediaFacts ask_media(const std::string& program);

}  // namespace vidcam
