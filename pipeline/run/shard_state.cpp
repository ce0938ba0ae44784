#include "pipeline/run/shard_state.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "pipeline/run/atomic_file.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int64_t kRecentSeconds = 600;

int64_t now() {
  return std::chrono::system_clock::now().time_since_epoch() / std::chrono::seconds(1);
}

const char* to_text(ItemStatus status) {
  return status == ItemStatus::Ok ? "ok" : status == ItemStatus::Partial ? "partial" : "failed";
}

ItemStatus status_from(const Json& record) {
  const std::string text = record.value("status", "failed");
  return text == "ok"        ? ItemStatus::Ok
         : text == "partial" ? ItemStatus::Partial
                             : ItemStatus::Failed;
}

Json start_of(const std::string& id, ItemStatus status, int attempt) {
  return {{"id", id}, {"status", to_text(status)}, {"attempt", attempt}, {"at", now()}};
}

void add_once(const Json& json, std::vector<Json>& all) {
  if (std::find(all.begin(), all.end(), json) == all.end()) all.push_back(json);
}

std::string done_path(const std::string& folder) {
  return (fs::path(folder) / "done.json").string();
}

std::optional<ShardCounts> read_done(const std::string& folder, int64_t items) {
  std::ifstream file(done_path(folder));
  if (!file) return std::nullopt;
  const Json json = Json::parse(file, nullptr, false);
  try {
    ShardCounts counts;
    counts.items = json.at("items");
    counts.ok = json.at("ok");
    counts.partial = json.at("partial");
    counts.failed = json.at("failed");
    for (const auto& [reason, count] : json.at("reasons").items()) counts.reasons[reason] = count;
    if (counts.items == items && counts.missing() == 0) return counts;
  } catch (const Json::exception&) {
    // Not as write_done wrote it: the journals know.
  }
  return std::nullopt;
}

}  // namespace

ShardState read_shard(const std::string& folder, const LightenRecord& lighten) {
  ShardState state;
  const auto take = [&](Json record) {
    lighten ? lighten(record) : static_cast<void>(record.erase("result"));
    ItemRecord found{status_from(record), record.value("attempt", 1), {}};
    const std::string id = record.value("id", "");
    found.record = std::move(record);
    const auto rank = [](const ItemRecord& r) { return std::pair(r.status, r.attempt); };
    const auto [known, fresh] = state.items.try_emplace(id, found);
    if (!fresh && rank(found) > rank(known->second)) known->second = std::move(found);
  };
  state.damage = read_journals(folder, [&](Json line) {
    if (line.contains("made_with")) add_once(line["made_with"], state.made_with);
    if (!line.contains("group")) return take(std::move(line));
    for (Json& record : line["group"]) take(std::move(record));
  });
  return state;
}

Json done_record(const std::string& id, bool partial, int attempt, const Json& result) {
  Json record = start_of(id, partial ? ItemStatus::Partial : ItemStatus::Ok, attempt);
  for (const auto& [key, value] : result.items()) record[key] = value;
  return record;
}

Json failed_record(const std::string& id, int attempt, ExitCode code, const std::string& reason) {
  Json record = start_of(id, ItemStatus::Failed, attempt);
  record["code"] = static_cast<int>(code);
  record["reason"] = reason;
  return record;
}

Json group_record(std::vector<Json> records, const Json& made_with) {
  Json line{{"group", std::move(records)}};
  if (!made_with.is_null()) line["made_with"] = made_with;
  return line;
}

void ShardCounts::add(const ShardCounts& other) {
  items += other.items;
  ok += other.ok;
  partial += other.partial;
  failed += other.failed;
  recent += other.recent;
  for (const auto& [reason, count] : other.reasons) reasons[reason] += count;
  if (damage.lines == 0) damage.where = other.damage.where;
  damage.lines += other.damage.lines;
}

ShardCounts counts_of(const ShardState& state, int64_t items) {
  ShardCounts counts;
  counts.items = items;
  counts.damage = state.damage;
  const int64_t recently = now() - kRecentSeconds;
  for (const auto& [id, item] : state.items) {
    counts.ok += item.status == ItemStatus::Ok ? 1 : 0;
    counts.partial += item.status == ItemStatus::Partial ? 1 : 0;
    counts.recent += item.record.value("at", int64_t{0}) >= recently ? 1 : 0;
    if (item.status != ItemStatus::Failed) continue;
    ++counts.failed;
    ++counts.reasons[item.record.value("reason", "unknown")];
  }
  return counts;
}

ShardCounts count_shard(const std::string& out, const BatchPlan& plan, int shard) {
  const std::string folder = shard_folder(out, shard);
  const int64_t items = plan.ranges.at(static_cast<size_t>(shard)).items;
  if (auto done = read_done(folder, items)) return *done;
  return counts_of(read_shard(folder), items);
}

void BatchCounts::add(ShardCounts next) {
  const auto number = static_cast<int>(shards.size());
  if (next.missing() > 0) unfinished.push_back(number);
  if (next.failed > 0) with_failures.push_back(number);
  all.add(next);
  shards.push_back(std::move(next));
}

BatchCounts count_batch(const std::string& out, const BatchPlan& plan) {
  BatchCounts batch;
  for (int s = 0; s < plan.shards(); ++s) batch.add(count_shard(out, plan, s));
  return batch;
}

void write_done(const std::string& folder, const ShardCounts& counts) {
  const Json json{{"items", counts.items},
                  {"ok", counts.ok},
                  {"partial", counts.partial},
                  {"failed", counts.failed},
                  {"reasons", counts.reasons}};
  write_file_atomically(done_path(folder),
                        json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void remove_done(const std::string& folder) {
  std::error_code ignored;
  fs::remove(done_path(folder), ignored);
}

}  // namespace vidcam
