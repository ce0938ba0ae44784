#include "pipeline/base/text_file.h"

#include <filesystem>
#include <iterator>

namespace vidcam {

std::string read_text_file(const std::string& path, const std::string& what, uintmax_t max_bytes) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto status = fs::status(path, ignored);
  if (!fs::exists(status)) throw Error(ExitCode::Missing, path + ": no such " + what);
  if (!fs::is_regular_file(status))
    throw Error(ExitCode::Unusable, path + ": is no regular file, so no " + what);
  if (fs::file_size(path, ignored) > max_bytes)
    throw Error(ExitCode::Unusable, path + ": is larger than " + std::to_string(max_bytes >> 20) +
                                        " MiB, so no " + what);
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Error(ExitCode::Missing, path + ": cannot be opened for reading; check its permissions");
  return reading_from(path, [&] {
    return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  });
}

}  // namespace vidcam
