#include "model3d/json_fields.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam::detail {
namespace {

// The value as it stands in the file, not longer than a line can bear.
std::string shown(const nlohmann::json& value) {
  std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (text.size() > 40) text.replace(37, std::string::npos, "...");
  return text;
}

}  // namespace

JsonFields::JsonFields(const nlohmann::json& json, std::string source, std::string path)
    : json_(json), source_(std::move(source)), path_(std::move(path)) {
  if (!json_.is_object()) refuse("", "must be an object in braces, not " + shown(json_));
}

void JsonFields::allow_only(const std::vector<std::string>& keys) const {
  for (const auto& item : json_.items()) {
    if (std::find(keys.begin(), keys.end(), item.key()) != keys.end()) continue;
    refuse(item.key(),
           "is not a known field; did you mean '" + joined(nearest(item.key(), keys, 1)) + "'?");
  }
}

JsonFields JsonFields::object(const std::string& key) const {
  return {json_.at(key), source_, path_.empty() ? key : path_ + "." + key};
}

std::vector<JsonFields> JsonFields::objects(const std::string& key) const {
  std::vector<JsonFields> all;
  if (!has(key)) return all;
  if (!json_.at(key).is_array()) refuse(key, "must be a list, not " + shown(json_.at(key)));
  const std::string list = path_.empty() ? key : path_ + "." + key;
  for (const auto& item : json_.at(key))
    all.emplace_back(item, source_, list + "[" + std::to_string(all.size()) + "]");
  return all;
}

std::vector<std::string> JsonFields::texts(const std::string& key) const {
  std::vector<std::string> all;
  if (!has(key)) return all;
  if (!json_.at(key).is_array()) refuse(key, "must be a list of texts");
  for (const auto& item : json_.at(key)) {
    if (!item.is_string()) refuse(key, "must be a list of texts, not of " + shown(item));
    all.push_back(item.get<std::string>());
  }
  return all;
}

int JsonFields::integer(const std::string& key, int fallback, int low, int high) const {
  if (!has(key)) return fallback;
  const auto& value = json_.at(key);
  const bool whole = value.is_number_integer() && value >= low && value <= high;
  if (!whole) {
    refuse(key, "must be a whole number from " + std::to_string(low) + " to " +
                    std::to_string(high) + ", not " + shown(value));
  }
  return value.get<int>();
}

std::string JsonFields::text(const std::string& key, const std::string& fallback) const {
  if (!has(key)) return fallback;
  if (!json_.at(key).is_string()) refuse(key, "must be text, not " + shown(json_.at(key)));
  return json_.at(key).get<std::string>();
}

std::string JsonFields::word(const std::string& key, const std::string& fallback,
                             const std::vector<std::string>& allowed) const {
  std::string value = text(key, fallback);
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    refuse(key, "must be " + joined(allowed, " or ") + ", not '" + value + "'");
  }
  return value;
}

std::vector<double> JsonFields::number_list(const std::string& key, size_t count) const {
  if (!has(key)) return {};
  const auto& value = json_.at(key);
  const bool fits = value.is_array() && value.size() == count &&
                    std::all_of(value.begin(), value.end(), [](const auto& v) {
                      return v.is_number() && std::isfinite(v.template get<double>());
                    });
  if (!fits)
    refuse(key, "must be a list of " + std::to_string(count) + " numbers, not " + shown(value));
  return value.get<std::vector<double>>();
}

void JsonFields::refuse(const std::string& key, const std::string& reason) const {
  const std::string field = path_.empty() || key.empty() ? path_ + key : path_ + "." + key;
  throw Error(ExitCode::Unusable,
              source_ + ": " + (field.empty() ? "the card" : field) + ": " + reason);
}

}  // namespace vidcam::detail
