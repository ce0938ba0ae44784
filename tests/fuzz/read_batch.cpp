#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "pipeline/base/error.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/journal.h"
#include "pipeline/run/record_log.h"
#include "pipeline/run/shard_state.h"
#include "tests/fuzz/targets.h"

namespace vidcam::fuzz {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kMostShards = 4;

void put(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

// A batch's folder that lives as long as the process, in memory where there is room for it.
class BatchFolder {
 public:
  BatchFolder() : out_(make()), shard_(shard_folder(out_.string(), 0)) {
    fs::create_directories(shard_);
  }
  ~BatchFolder() {
    std::error_code ignored;
    fs::remove_all(out_, ignored);
  }
  BatchFolder(const BatchFolder&) = delete;
  BatchFolder& operator=(const BatchFolder&) = delete;
  [[nodiscard]] const fs::path& out() const { return out_; }
  [[nodiscard]] const fs::path& shard() const { return shard_; }

 private:
  static fs::path make() {
    std::string name = (fs::exists("/dev/shm") ? "/dev/shm" : "/tmp") + std::string("/fuzz-XXXXXX");
    return ::mkdtemp(name.data()) != nullptr ? name : "/nowhere";
  }
  fs::path out_;
  fs::path shard_;
};

// Nothing that a journal says is an error: what cannot be used is passed over.
void read_as_journal(const BatchFolder& folder, const std::string& text) {
  put(folder.shard() / "j-a.jsonl", text);
  const ShardState state = read_shard(folder.shard().string());
  static_cast<void>(counts_of(state, 2));
  static_cast<void>(to_text(state.damage));
}

// The lines that are JSON with the CRC that a line must have, so that what they say is looked at.
std::string sealed(const std::string& text) {
  std::string lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const Json record = Json::parse(line, nullptr, false);
    if (record.is_object() && !record.empty()) lines += journal_line(record) + "\n";
  }
  return lines;
}

// Each line behind its first letter, which says how many more belong to it.
std::string as_records(const std::string& text) {
  std::string lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines += record_line(line.substr(1), static_cast<size_t>(line[0] & 3));
  return lines;
}

// What is whole is read back; what was cut off is gone, and something can be appended.
void read_as_log(const BatchFolder& folder, const std::string& text) {
  const std::string path = (folder.out() / "finished.log").string();
  put(path, text);
  try {
    RecordLog log(path, {{"a", 1}});
    for (size_t i = 0; i < log.size(); ++i) static_cast<void>(log.record(i));
    const std::string next = "next";
    log.append({&next, 1});
    if (log.record(log.size() - 1) != next) std::abort();
  } catch (const Error&) {
    // It is another run's.
  }
}

void read_as_done(const BatchFolder& folder, const std::string& text) {
  const fs::path path = folder.shard() / "done.json";
  put(path, text);
  BatchPlan plan;
  plan.ranges = {{2, 0, 0}};
  static_cast<void>(count_shard(folder.out().string(), plan, 0));
  fs::remove(path);
}

// What stands before a zero byte is the plan, what stands behind it are the items.
void read_as_plan(const BatchFolder& folder, const std::string& text) {
  const size_t end = std::min(text.find('\0'), text.size());
  put(plan_path(folder.out().string()), text.substr(0, end));
  put(folder.out() / "items.jsonl", text.substr(std::min(end + 1, text.size())));
  try {
    const BatchPlan plan = read_plan(folder.out().string());
    for (int s = 0; s < std::min(plan.shards(), kMostShards); ++s)
      static_cast<void>(read_items(folder.out().string(), plan, s));
  } catch (const Error&) {
    // What is wrong with it is said.
  }
}

}  // namespace

void read_batch(Bytes bytes) {
  static const BatchFolder kFolder;
  const std::string text(bytes.begin(), bytes.end());
  read_as_journal(kFolder, text);
  read_as_journal(kFolder, sealed(text));
  read_as_log(kFolder, text);
  read_as_log(kFolder, record_line(R"({"a":1})", 0) + as_records(text));
  read_as_done(kFolder, text);
  read_as_plan(kFolder, text);
}

}  // namespace vidcam::fuzz
