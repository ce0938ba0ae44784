#include "model3d/text_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "pipeline/base/error.h"

namespace vidcam::detail {

std::string read_text_file(const std::string& path, const std::string& what) {
  constexpr uintmax_t kLimit = uintmax_t{16} << 20;
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto status = fs::status(path, ignored);
  if (!fs::exists(status)) throw Error(ExitCode::Missing, path + ": no such " + what);
  if (!fs::is_regular_file(status))
    throw Error(ExitCode::Unusable, path + ": is no regular file, so no " + what);
  if (fs::file_size(path, ignored) > kLimit)
    throw Error(ExitCode::Unusable, path + ": is larger than 16 MiB, so no " + what);
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Error(ExitCode::Missing, path + ": cannot be opened for reading; check its permissions");
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) throw Error(ExitCode::Io, path + ": reading failed before the end of the file");
  return text;
}

}  // namespace vidcam::detail
