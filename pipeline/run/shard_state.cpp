#include "pipeline/run/shard_state.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <utility>

#include "pipeline/base/add_once.h"
#include "pipeline/base/text_file.h"
#include "pipeline/run/atomic_file.h"
#include "pipeline/run/json_number.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int64_t kRecentSeconds = 600;
constexpr int64_t kSkewSeconds = 60;  // by which the clocks of machines may differ

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

// From 1 on, as an int.
int attempt_of(const Json& record) {
  const int64_t attempt = record.contains("attempt") ? whole_number(record["attempt"]) : 1;
  return static_cast<int>(std::clamp<int64_t>(attempt, 1, std::numeric_limits<int>::max() - 1));
}

// Throws Json::exception for a record that says in another way than done_record() and
// failed_record() what readers rely on.
void check_members(const Json& record) {
  static_cast<void>(record.at("id").get_ref<const std::string&>());
  if (record.contains("at")) static_cast<void>(whole_number(record["at"]));
  if (record.contains("reason")) static_cast<void>(record["reason"].get_ref<const std::string&>());
  for (const Json& output : record.value("outputs", Json::array())) {
    static_cast<void>(output.at("path").get_ref<const std::string&>());
    static_cast<void>(whole_number(output.at("bytes")));
  }
}

std::string done_path(const std::string& folder) {
  return (fs::path(folder) / "done.json").string();
}

// Throws Json::exception for what is no number from 0 to `whole`.
int64_t part_of(int64_t whole, const Json& value) {
  const int64_t number = whole_number(value);
  return whole_number(number >= 0 && number <= whole ? value : Json());
}

std::optional<ShardCounts> read_done(const std::string& folder, int64_t items) {
  std::ifstream file(done_path(folder));
  if (!file) return std::nullopt;
  const Json json =
      reading_from(done_path(folder), [&] { return Json::parse(file, nullptr, false); });
  try {
    ShardCounts counts;
    counts.items = part_of(items, json.at("items"));
    counts.ok = part_of(items, json.at("ok"));
    counts.partial = part_of(items, json.at("partial"));
    counts.failed = part_of(items, json.at("failed"));
    for (const auto& [reason, number] : json.at("reasons").get_ref<const Json::object_t&>())
      counts.reasons[reason] = part_of(items, number);
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
    check_members(record);
    lighten ? lighten(record) : static_cast<void>(record.erase("result"));
    ItemRecord found{status_from(record), attempt_of(record), {}};
    const std::string id = record["id"];
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
  const int64_t time = now();
  // What a clock says that was wrong for a while is not recent for as long as it is in the future.
  const auto recent = [time](int64_t at) {
    return at >= time - kRecentSeconds && at <= time + kSkewSeconds;
  };
  for (const auto& [id, item] : state.items) {
    counts.ok += item.status == ItemStatus::Ok ? 1 : 0;
    counts.partial += item.status == ItemStatus::Partial ? 1 : 0;
    counts.recent += recent(item.record.value("at", int64_t{0})) ? 1 : 0;
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
  write_file_atomically(done_path(folder), json_file(json));
}

void remove_done(const std::string& folder) {
  std::error_code ignored;
  fs::remove(done_path(folder), ignored);
}

}  // namespace vidcam
