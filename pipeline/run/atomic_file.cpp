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

namespace {

// Folders that are missing, the outermost first, each with its name durable in the one around it:
// what is synced below a folder that is lost is lost, too.
void make_folders(const fs::path& folder, std::error_code& error) {
  std::error_code unknown;
  if (folder.empty() || fs::exists(folder, unknown)) return;
  const fs::path around = folder.parent_path();
  if (around != folder) make_folders(around, error);
  if (!error && fs::create_directory(folder, error)) sync_folder(around.string());
}

}  // namespace

void make_output_folder(const std::string& folder) {
  std::error_code error;
  make_folders(fs::path(folder).lexically_normal(), error);
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    throw Error(ExitCode::Io, folder + ": is no folder; choose another one with --out");
  }
  if (error)
    throw Error(ExitCode::Io, folder + ": cannot be made as the output folder: " + error.message());
  if (::access(folder.c_str(), W_OK | X_OK) != 0) throw io_error(folder, "write into this folder");
}

}  // namespace vidcam
