#include "pipeline/run/atomic_file.h"

#include <unistd.h>

#include <filesystem>

#include "pipeline/base/output_file.h"
#include "pipeline/base/system_io.h"

namespace vidcam {

namespace fs = std::filesystem;

void write_file_atomically(const std::string& path, std::string_view bytes) {
  OutputFile file(path);
  file.append(bytes);
  file.commit();
}

void make_output_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    throw Error(ExitCode::Io, folder + ": is no folder; choose another one with --out");
  }
  if (error)
    throw Error(ExitCode::Io, folder + ": cannot be made as the output folder: " + error.message());
  if (::access(folder.c_str(), W_OK | X_OK) != 0) throw io_error(folder, "write into this folder");
}

}  // namespace vidcam
