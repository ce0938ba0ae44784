#pragma once

#include <boost/program_options.hpp>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "pipeline/base/nearest.h"
#include "pipeline/cli/command.h"

// From the texts of a command line to values, the same for all commands.
namespace vidcam {

using Strings = std::vector<std::string>;

// Options with a default, for options_description.
template <class T>
[[nodiscard]] boost::program_options::typed_value<T>* by_default(T value) {
  return boost::program_options::value<T>()->default_value(value);
}
[[nodiscard]] boost::program_options::typed_value<std::string>* text(const char* value);

// Error (Usage): "--OPTION GOT: TAKES".
[[noreturn]] void refuse(const std::string& option, const std::string& got,
                         const std::string& takes);

// The value of an option that takes one of a few words.
template <class T>
[[nodiscard]] T one_of(const boost::program_options::variables_map& values, const char* option,
                       const std::map<std::string, T>& known) {
  const auto& got = values[option].as<std::string>();
  const auto found = known.find(got);
  if (found != known.end()) return found->second;
  Strings names;
  for (const auto& [name, value] : known) names.push_back(name);
  refuse(option, got, "expected " + joined(names, ", "));
}

// The value of an option that is a number from low to high.
template <class T>
[[nodiscard]] T within(const boost::program_options::variables_map& values, const char* option,
                       T low, T high) {
  const T got = values[option].as<T>();
  if (got >= low && got <= high) return got;
  std::ostringstream text_of_it, range;
  text_of_it << got;
  range << "expected a number from " << low << " to " << high;
  refuse(option, text_of_it.str(), range.str());
}

// The parts of "a,b,c"; empty ones are left out.
[[nodiscard]] Strings split(const std::string& list);
// The same of an option: at least one, none named twice.
[[nodiscard]] Strings list_of(const boost::program_options::variables_map& values,
                              const char* option);

// The command line first, then --config FILE (INI) for what it leaves open. Throws Error (Usage,
// Missing). Arguments without a name become "path".
[[nodiscard]] boost::program_options::variables_map read_options(
    const Arguments& arguments, const boost::program_options::options_description& options,
    const std::string& command);

// All values as the INI that --config reads.
[[nodiscard]] std::string as_config(const boost::program_options::variables_map& values);

// One word as a shell takes it: quoted where it must be.
[[nodiscard]] std::string shell_word(const std::string& text);

// A command as one line that a shell understands.
[[nodiscard]] std::string as_shell_line(const std::string& command, const Arguments& arguments);

}  // namespace vidcam
