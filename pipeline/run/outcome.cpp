#include "pipeline/run/outcome.h"

#include <algorithm>

namespace vidcam {

ExitCode outcome_of(size_t inputs, std::span<const ExitCode> failures) {
  if (failures.empty()) return ExitCode::Ok;
  if (failures.size() < inputs) return ExitCode::SomeFailed;
  const bool alike = std::all_of(failures.begin(), failures.end(),
                                 [&](ExitCode c) { return c == failures.front(); });
  return alike ? failures.front() : ExitCode::Unusable;
}

}  // namespace vidcam
