#include "pipeline/cli/doctor/machine_checks.h"

#include <sys/utsname.h>

#include <filesystem>
#include <thread>

#include "model3d/device.h"
#include "model3d/torch_facts.h"
#include "pipeline/base/nearest.h"
#include "pipeline/base/output_file.h"
#include "pipeline/run/child_process.h"
#include "pipeline/run/media_check.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

constexpr double kGigabyte = 1e9;
constexpr double kLittleRoom = 1;  // gigabytes

Finding check_wanted(const std::string& device) {
  try {
    return {"device", "--device " + device + " is " + joined(resolve_devices(device), ",")};
  } catch (const Error& e) {
    return {"device", e.what(), e.code()};
  }
}

Finding check_codecs(const MediaFacts& facts) {
  Finding finding{"codecs",
                  "reads " + joined(facts.decoders) + "; writes by " + joined(facts.encoders)};
  if (facts.encoders.size() == 3) return finding;
  finding.code = ExitCode::Unusable;
  finding.text += "; results need libx264, png and aac: install an FFmpeg that has them";
  return finding;
}

// A folder that is not there yet: where it would be made.
fs::path nearest_there(fs::path folder) {
  folder = fs::absolute(folder);
  std::error_code unknown;
  while (!fs::exists(folder, unknown) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

std::string gigabytes(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f GB", value);
  return text;
}

}  // namespace

Findings check_device(const std::string& device) {
  const TorchFacts facts = torch_facts();
  utsname system{};
  ::uname(&system);
  const unsigned cores = std::thread::hardware_concurrency();
  return {
      check_wanted(device),
      {"LibTorch", facts.version},
      {"CPU", std::string(system.machine) + ", " + facts.instructions + " kernels, " +
                  std::to_string(cores) + " cores, " + std::to_string(facts.threads) + " threads"},
      {"CUDA", facts.cuda}};
}

Findings check_media() {
  MediaFacts facts;
  try {
    facts = ask_media(program_beside("vidcam-media"));
  } catch (const Error& e) {
    return {{"media", e.what(), e.code()}};
  }
  std::vector<std::string> libraries;
  libraries.reserve(facts.libraries.size());
  for (const auto& [name, version] : facts.libraries) libraries.push_back(name + " " + version);
  Findings findings{{"media", joined(libraries)}, check_codecs(facts)};
  findings.reserve(findings.size() + facts.sandbox.size());
  for (const SandboxPart& part : facts.sandbox)
    findings.push_back({"sandbox: " + part.name, part.text, ExitCode::Ok, !part.holds});
  return findings;
}

Finding check_folder(const std::string& folder) {
  const fs::path place = nearest_there(folder);
  try {
    OutputFile trial((place / ".vidcam-doctor").string());
    trial.append("a few bytes");
  } catch (const Error& e) {
    return {"folder", e.what(), e.code()};
  }
  std::error_code unknown;
  const double room = static_cast<double>(fs::space(place, unknown).available) / kGigabyte;
  return {"folder", place.string() + ": can be written, " + gigabytes(room) + " free", ExitCode::Ok,
          room < kLittleRoom};
}

}  // namespace vidcam
