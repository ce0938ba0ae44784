#include "samples/program.h"

#include <cstdio>
#include <exception>
#include <stdexcept>

#include "pipeline/base/error.h"

namespace vidcam::samples {

int run_program(const char* name, int (*run)(int, char**), int count, char** words) {
  try {
    return run(count, words);
  } catch (const std::invalid_argument& e) {
    std::fprintf(stderr, "%s: %s\n", name, e.what());
    return 2;
  } catch (const Error& e) {
    std::fprintf(stderr, "%s: %s\n", name, e.what());
    return static_cast<int>(e.code());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", name, e.what());
    return 1;
  }
}

std::optional<int> usage_shown(const Arguments& arguments, const char* usage) {
  const bool help = arguments.has("--help");
  if (!help && arguments.plain().size() == 1) return std::nullopt;
  std::fputs(usage, help ? stdout : stderr);
  return help ? 0 : 2;
}

}  // namespace vidcam::samples
