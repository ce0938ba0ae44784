#include "pipeline/cli/option_values.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <fstream>

#include "pipeline/base/error.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

std::string value_text(const boost::any& value) {
  std::ostringstream text;
  if (const auto* s = boost::any_cast<std::string>(&value)) text << *s;
  if (const auto* i = boost::any_cast<int>(&value)) text << *i;
  if (const auto* l = boost::any_cast<int64_t>(&value)) text << *l;
  if (const auto* d = boost::any_cast<double>(&value)) text << *d;
  if (const auto* b = boost::any_cast<bool>(&value)) text << (*b ? "true" : "false");
  return text.str();
}

}  // namespace

po::typed_value<std::string>* text(const char* value) { return by_default<std::string>(value); }

void refuse(const std::string& option, const std::string& got, const std::string& takes) {
  throw Error(ExitCode::Usage, "--" + option + " " + got + ": " + takes);
}

Strings split(const std::string& list) {
  Strings parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

Strings list_of(const po::variables_map& values, const char* option) {
  Strings parts = split(values[option].as<std::string>());
  if (parts.empty()) refuse(option, "", "expected at least one");
  for (size_t i = 0; i < parts.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (parts[i] == parts[j]) refuse(option, parts[i], "named twice");
    }
  }
  return parts;
}

po::variables_map read_options(const Arguments& arguments, const po::options_description& options,
                               const std::string& command) {
  po::options_description all;
  all.add(options).add_options()("path", po::value<Strings>());
  po::positional_options_description positional;
  positional.add("path", -1);
  auto values = parse_arguments(arguments, all, positional, command);
  if (values.count("config") == 0) return values;
  const auto& path = values["config"].as<std::string>();
  std::ifstream file(path);
  if (!file) throw Error(ExitCode::Missing, "--config " + path + ": cannot be opened");
  try {
    po::store(po::parse_config_file(file, all), values);
  } catch (const po::error& e) {
    throw Error(ExitCode::Usage, "--config " + path + ": " + e.what());
  }
  return values;
}

std::string as_config(const po::variables_map& values) {
  std::string config;
  for (const auto& [name, value] : values) {
    if (name == "path" || name == "help" || name == "config" || name == "print-config") continue;
    if (const auto* list = boost::any_cast<Strings>(&value.value())) {
      for (const std::string& item : *list) config += name + " = " + item + "\n";
    } else {
      config += name + " = " + value_text(value.value()) + "\n";
    }
  }
  return config;
}

std::string shell_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("+,-./:=@_").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return text;
  std::string quoted;
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return "'" + quoted + "'";
}

std::string as_shell_line(const std::string& command, const Arguments& arguments) {
  std::string line = command;
  for (const std::string& argument : arguments) line += " " + shell_word(argument);
  return line;
}

}  // namespace vidcam
