#pragma once

#include <boost/program_options.hpp>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

// Option texts to values. All throw Error (Usage) naming the option, what it got and what it takes.
namespace vidcam {

namespace po = boost::program_options;

using Strings = std::vector<std::string>;

[[noreturn]] inline void refuse(const std::string& option, const std::string& got,
                                const std::string& takes) {
  throw Error(ExitCode::Usage, "--" + option + " " + got + ": " + takes);
}

template <class T>
T one_of(const po::variables_map& values, const char* option,
         const std::map<std::string, T>& known) {
  const auto& got = values[option].as<std::string>();
  const auto found = known.find(got);
  if (found != known.end()) return found->second;
  Strings names;
  for (const auto& [name, value] : known) names.push_back(name);
  refuse(option, got, "expected " + joined(names, ", "));
}

template <class T>
T within(const po::variables_map& values, const char* option, T low, T high) {
  const T got = values[option].as<T>();
  std::ostringstream text;
  text << got;
  std::ostringstream range;
  range << "expected a number from " << low << " to " << high;
  if (!(got >= low && got <= high)) refuse(option, text.str(), range.str());
  return got;
}

inline Strings split(const std::string& list) {
  Strings parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

inline Strings list_of(const po::variables_map& values, const char* option) {
  Strings parts = split(values[option].as<std::string>());
  if (parts.empty()) refuse(option, "", "expected at least one");
  for (size_t i = 0; i < parts.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (parts[i] == parts[j]) refuse(option, parts[i], "named twice");
    }
  }
  return parts;
}

}  // namespace vidcam
