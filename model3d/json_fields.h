#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace vidcam::detail {

// Reads the fields of a JSON object. Every mistake is an Error (Unusable) that names the source and
// the field's path, "card.json: input.mean: ...".
class JsonFields {
 public:
  // path: of this object, "" for the whole file. Throws unless json is an object.
  JsonFields(const nlohmann::json& json, std::string source, std::string path);

  // Throws for a key that is not among these, with the nearest one.
  void allow_only(const std::vector<std::string>& keys) const;

  [[nodiscard]] bool has(const std::string& key) const { return json_.contains(key); }
  [[nodiscard]] const nlohmann::json& at(const std::string& key) const { return json_.at(key); }

  [[nodiscard]] JsonFields object(const std::string& key) const;
  // The objects of a list; none where it is not there.
  [[nodiscard]] std::vector<JsonFields> objects(const std::string& key) const;
  // A list of texts; none where it is not there.
  [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;
  [[nodiscard]] int integer(const std::string& key, int fallback, int low, int high) const;
  [[nodiscard]] std::string text(const std::string& key, const std::string& fallback) const;
  // One of the allowed words.
  [[nodiscard]] std::string word(const std::string& key, const std::string& fallback,
                                 const std::vector<std::string>& allowed) const;
  // Exactly as many finite numbers as the fallback has.
  template <class Array>
  [[nodiscard]] Array numbers(const std::string& key, Array fallback) const {
    const auto values = number_list(key, fallback.size());
    for (size_t i = 0; i < values.size(); ++i) fallback[i] = values[i];
    return fallback;
  }

  [[noreturn]] void refuse(const std::string& key, const std::string& reason) const;

 private:
  [[nodiscard]] std::vector<double> number_list(const std::string& key,
                                                size_t count) const;  // empty: not there

  const nlohmann::json& json_;
  std::string source_;
  std::string path_;
};

}  // namespace vidcam::detail
