#include "samples/arguments.h"

#include <algorithm>
#include <cmath>

namespace vidcam::samples {
namespace {

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

Arguments::Arguments(int count, const char* const* words, const std::vector<std::string>& options,
                     const std::vector<std::string>& flags) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word.rfind("--", 0) != 0) {
      plain_.push_back(word);
    } else if (contains(flags, word)) {
      values_[word] = "";
    } else if (!contains(options, word)) {
      throw std::invalid_argument("unknown option " + word);
    } else if (i + 1 == count) {
      throw std::invalid_argument(word + " needs a value");
    } else {
      values_[word] = words[++i];
    }
  }
}

std::string Arguments::text(const std::string& name, const std::string& otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

int Arguments::integer(const std::string& name, int otherwise) const {
  const double value = number(name, otherwise);
  if (value != std::floor(value) || std::abs(value) > 1e9) {
    throw std::invalid_argument(name + " wants a whole number, not '" + text(name, "") + "'");
  }
  return static_cast<int>(value);
}

double Arguments::number(const std::string& name, double otherwise) const {
  if (!has(name)) return otherwise;
  const std::string value = text(name, "");
  size_t used = 0;
  double parsed = 0;
  try {
    parsed = std::stod(value, &used);
  } catch (const std::logic_error&) {
    used = 0;
  }
  if (used == 0 || used != value.size())
    throw std::invalid_argument(name + " wants a number, not '" + value + "'");
  return parsed;
}

}  // namespace vidcam::samples
