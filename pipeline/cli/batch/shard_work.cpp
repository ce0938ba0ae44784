#include "pipeline/cli/batch/shard_work.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "pipeline/cli/batch/item_summary.h"
#include "pipeline/cli/explain/output_names.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/shard.h"

namespace vidcam {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// What went wrong without the name of what it went wrong with, so that failures can be counted.
std::string reason_of(const Input& input, std::string message) {
  const std::string start = input.path + ": ";
  if (message.starts_with(start)) message.erase(0, start.size());
  for (size_t at = 0; (at = message.find(input.path, at)) != std::string::npos;)
    message.replace(at, input.path.size(), "the input");
  return message;
}

}  // namespace

ShardWork::ShardWork(const std::string& out, const BatchPlan& plan, int shard, bool retry_failed)
    : out_(out), folder_(shard_folder(out, shard)), journal_(folder_) {
  make_output_folder(folder_);
  ShardState state = read_shard(folder_);
  std::vector<std::pair<Input, Todo>> open;
  for (const BatchItem& item : read_items(out, plan, shard)) {
    Todo todo{item.id, 1, true};
    const auto known = state.items.find(item.id);
    if (known != state.items.end()) {
      const bool failure = known->second.status == ItemStatus::Failed;
      if (failure ? !retry_failed : has_files(known->second)) continue;
      todo = {item.id, known->second.attempt + (failure ? 1 : 0), false};
      state.items.erase(known);
    }
    open.emplace_back(input_of(item.path, result_stem(item.id)), todo);
  }
  counts_ = counts_of(state, plan.ranges.at(static_cast<size_t>(shard)).items);
  if (!open.empty()) remove_done(folder_);
  for (auto& [input, todo] : open) take(std::move(input), std::move(todo));
  if (todo_.empty()) close();
}

bool ShardWork::has_files(const ItemRecord& item) const {
  const Json outputs = item.record.value("outputs", Json::array());
  return std::all_of(outputs.begin(), outputs.end(), [this](const Json& output) {
    std::error_code error;
    const auto bytes = fs::file_size(fs::path(out_) / output.at("path").get<std::string>(), error);
    return !error && bytes == output.at("bytes");
  });
}

void ShardWork::take(Input input, Todo todo) {
  const bool look = todo.may_be_there;
  by_stem_.emplace(input.stem, std::move(todo));
  if (look && write_if_there(input)) return;
  todo_.push_back(std::move(input));
}

bool ShardWork::write_if_there(const Input& input) {
  const auto summary =
      summarise_item(out_, name_record(videos_folder(out_), input.stem), input.path);
  if (!summary.found) return false;
  const Todo& todo = by_stem_.at(input.stem);
  journal_.append(done_record(todo.id, summary.partial, todo.attempt, summary.json));
  ++(summary.partial ? counts_.partial : counts_.ok);
  return true;
}

void ShardWork::done(const Input& input) {
  if (!write_if_there(input))
    throw Error(ExitCode::Io,
                input.path + ": its results are gone; is somebody else removing them?");
  if (complete()) close();
}

void ShardWork::failed(const Input& input, const Error& error) {
  const Todo& todo = by_stem_.at(input.stem);
  const std::string reason = reason_of(input, error.what());
  journal_.append(failed_record(todo.id, todo.attempt, error.code(), reason));
  ++counts_.failed;
  ++counts_.reasons[reason];
  if (complete()) close();
}

// Another process may have finished what failed here.
void ShardWork::close() {
  counts_ = counts_of(read_shard(folder_), counts_.items);
  if (complete()) write_done(folder_, counts_);
}

}  // namespace vidcam
