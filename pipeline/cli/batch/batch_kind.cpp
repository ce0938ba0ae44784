#include "pipeline/cli/batch/batch_kind.h"

#include <algorithm>
#include <filesystem>

#include "pipeline/base/error.h"
#include "pipeline/base/sha256.h"
#include "pipeline/cli/stop_signal.h"

namespace vidcam {
namespace {

// The file itself cannot be read to its end, so that it is to blame, not the folder of results.
bool is_unreadable(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return false;
  try {
    static_cast<void>(sha256_of_file(path));
    return false;
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

const BatchKind& kind_of(const BatchPlan& plan) {
  const std::string command = plan.settings.value("command", "explain");
  if (command == "explain") return explain_batch();
  if (command == "eval") return eval_batch();
  throw Error(ExitCode::Unusable, "the batch is for \"vidcam " + command +
                                      "\", which this version does not run; use the one that "
                                      "planned it");
}

void refuse_foreign_failure(const std::vector<std::string>& files, ExitCode code,
                            const std::string& message) {
  stop_if_asked();
  if (code == ExitCode::Io && std::none_of(files.begin(), files.end(), is_unreadable))
    throw Error(code, message);
}

}  // namespace vidcam
