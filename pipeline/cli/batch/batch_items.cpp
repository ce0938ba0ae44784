#include "pipeline/cli/batch/batch_items.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr size_t kMostFaultsSaid = 20;

}  // namespace

void refuse_faults(const std::vector<std::string>& faults) {
  for (size_t i = 1; i < std::min(faults.size(), kMostFaultsSaid); ++i)
    std::cerr << "error: " << faults[i] << '\n';
  if (!faults.empty())
    throw Error(ExitCode::Usage, faults.front() + "; " + std::to_string(faults.size()) +
                                     " such lines: a batch is planned of a whole list");
}

void refuse_faults(const std::vector<ManifestFault>& faults) {
  std::vector<std::string> messages;
  for (const ManifestFault& fault : faults) messages.push_back(fault.message);
  refuse_faults(messages);
}

std::string absolute_path(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace vidcam
