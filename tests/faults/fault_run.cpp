#include "tests/faults/fault_run.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "tests/cli/batch_runs.h"

namespace vidcam::testing {
namespace {

void read_calls(const std::string& path, FaultRun& run) {
  std::ifstream log(path);
  for (std::string line; std::getline(log, line);) {
    std::istringstream cells(line);
    FaultCall call;
    std::getline(cells, call.name, '\t');
    std::getline(cells, call.path, '\t');
    std::getline(cells, call.more, '\t');
    const bool failed = call.name.ends_with('!');
    if (failed) call.name.pop_back();
    (failed ? run.failed : run.calls).push_back(std::move(call));
  }
}

bool goes_on(const FaultCall& one, const FaultCall& next) {
  return one.name == "write" && next.name == "write" && one.path == next.path;
}

}  // namespace

FaultRun run_with_fault(const std::string& folder, const std::vector<std::string>& arguments,
                        const std::string& fault) {
  const TempDir dir;
  const Variable layer("LD_PRELOAD", VIDCAM_FAULT_LAYER);
  const Variable state("VIDCAM_FAULT_STATE", dir / "state");
  const Variable below("VIDCAM_FAULT_FOLDER", folder);
  const Variable what("VIDCAM_FAULT", fault);
  FaultRun run{run_vidcam(arguments), {}, {}};
  read_calls(dir / "state.log", run);
  return run;
}

bool try_all_faults() {
  const char* which = std::getenv("VIDCAM_FAULTS");
  return which != nullptr && std::string_view(which) == "all";
}

std::vector<int> fault_points(const std::vector<FaultCall>& calls, int every) {
  const bool all = try_all_faults();
  std::vector<int> points;
  for (size_t i = 0; i < calls.size(); ++i) {
    const bool inner = i > 0 && i + 1 < calls.size() && goes_on(calls[i - 1], calls[i]) &&
                       goes_on(calls[i], calls[i + 1]);
    const int number = static_cast<int>(i) + 1;
    if (all || (!inner && number % every == 0)) points.push_back(number);
  }
  return points;
}

std::string fault_text(const std::string& fault, const std::vector<FaultCall>& calls, int number) {
  const FaultCall& call = calls.at(static_cast<size_t>(number) - 1);
  return fault + ", at " + call.name + " " + call.path + " " + call.more;
}

}  // namespace vidcam::testing
