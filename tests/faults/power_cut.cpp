#include "tests/faults/power_cut.h"

#include <filesystem>
#include <map>
#include <optional>

namespace vidcam::testing {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const FaultCall& call) {
  const bool two = call.name == "rename" || call.name == "link";
  return fs::path(two ? call.more : call.path).parent_path().string();
}

// A file has the size that was synced last, none if none was.
void lose_contents(const std::vector<FaultCall>& calls) {
  std::map<std::string, std::string> synced;  // path -> size, where it was written to
  for (const FaultCall& call : calls) {
    if (call.name == "create") synced[call.path] = "0";
    if (call.name == "write") synced.try_emplace(call.path, "0");
    if (call.name == "sync" && synced.count(call.path) > 0) synced[call.path] = call.more;
    if (call.name == "link") synced[call.more] = synced[call.path];
    if (call.name == "rename") {
      synced[call.more] = synced[call.path];
      synced.erase(call.path);
    }
  }
  for (const auto& [path, size] : synced) {
    std::error_code gone;
    const uintmax_t safe = std::stoull(size);
    if (fs::file_size(path, gone) > safe && !gone) fs::resize_file(path, safe);
  }
}

void undo(const FaultCall& call) {
  std::error_code gone;
  if (call.name == "create" || call.name == "mkdir") fs::remove_all(call.path, gone);
  if (call.name == "link") fs::remove(call.more, gone);
  if (call.name == "rename") fs::rename(call.more, call.path, gone);
}

void lose_names(const std::vector<FaultCall>& calls) {
  std::vector<FaultCall> unsafe;
  for (const FaultCall& call : calls) {
    if (call.name == "sync")
      std::erase_if(unsafe, [&](const FaultCall& c) { return folder_of(c) == call.path; });
    else if (call.name != "write")
      unsafe.push_back(call);
  }
  for (auto call = unsafe.rbegin(); call != unsafe.rend(); ++call) undo(*call);
}

}  // namespace

void cut_power(const std::vector<FaultCall>& calls, Lost lost) {
  lose_contents(calls);
  if (lost == Lost::Names) lose_names(calls);
}

}  // namespace vidcam::testing
