#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace vidcam::samples {

// "OUT --seed 3 --still": plain words, options with a value, and options without one (given as
// flags).
class Arguments {
 public:
  // Throws std::invalid_argument for an option that is not among the two lists or lacks its value.
  Arguments(int count, const char* const* words, const std::vector<std::string>& options,
            const std::vector<std::string>& flags);

  [[nodiscard]] const std::vector<std::string>& plain() const { return plain_; }
  [[nodiscard]] bool has(const std::string& name) const { return values_.count(name) > 0; }
  // Throw std::invalid_argument where the value is no such number.
  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const;
  [[nodiscard]] int integer(const std::string& name, int otherwise) const;
  [[nodiscard]] double number(const std::string& name, double otherwise) const;

 private:
  std::vector<std::string> plain_;
  std::map<std::string, std::string> values_;
};

}  // namespace vidcam::samples
