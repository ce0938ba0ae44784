#pragma once

#include <optional>

#include "samples/arguments.h"

// What the mains of these programs share.
namespace vidcam::samples {

// run(count, words), whose exception becomes "NAME: what it says" on stderr and an exit code: 2 for
// std::invalid_argument, an Error's own, 1 for all others.
[[nodiscard]] int run_program(const char* name, int (*run)(int, char**), int count, char** words);

// Prints the usage where --help is given, or not exactly one plain word: the exit code then; else
// nothing.
[[nodiscard]] std::optional<int> usage_shown(const Arguments& arguments, const char* usage);

}  // namespace vidcam::samples
