#include "pipeline/cli/explain/inputs.h"

#include <algorithm>
#include <filesystem>
#include <istream>
#include <set>

#include "pipeline/base/error.h"
#include "pipeline/base/path_kind.h"
#include "pipeline/base/sha256.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

std::string lower_suffix(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return suffix;
}

bool looks_like_input(const fs::path& path) {
  static const std::set<std::string> kKnown{
      ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi",  ".mpg", ".mpeg", ".ts",  ".flv",  ".ogv",
      ".wmv", ".3gp", ".gif", ".png", ".jpg",  ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".npy"};
  return kKnown.count(lower_suffix(path)) > 0;
}

// In the order of the file names, so that a run does not depend on the file system.
std::vector<std::string> files_under(const std::string& folder) {
  std::vector<std::string> files;
  const auto options = fs::directory_options::skip_permission_denied;
  for (const auto& entry : fs::recursive_directory_iterator(folder, options)) {
    std::error_code gone;
    if (entry.is_regular_file(gone) && looks_like_input(entry.path()))
      files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> expand(const std::vector<std::string>& arguments, bool recursive,
                                std::istream& in) {
  std::vector<std::string> paths;
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      for (std::string line; std::getline(in, line);) {
        if (!line.empty()) paths.push_back(line);
      }
    } else if (recursive && is_folder(argument)) {
      const auto files = files_under(argument);
      paths.insert(paths.end(), files.begin(), files.end());
    } else {
      paths.push_back(argument);
    }
  }
  return paths;
}

std::string plain_stem(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  const fs::path name = normal.has_filename() ? normal.filename() : normal.parent_path().filename();
  const std::string stem = is_folder(path) ? name.string() : name.stem().string();
  return stem.empty() || stem == "." || stem == ".." ? "input" : stem;
}

}  // namespace

std::string distinct_stem(const Input& input) {
  return plain_stem(input.path) + "-" +
         sha256(fs::absolute(input.path).lexically_normal().string()).substr(0, 8);
}

Input input_of(const std::string& path, const std::string& stem) {
  return {path, lower_suffix(path) == ".npy" ? InputKind::Tensor : InputKind::Media, stem};
}

std::vector<Input> list_inputs(const std::vector<std::string>& arguments, bool recursive,
                               std::istream& in) {
  std::vector<Input> inputs;
  std::set<std::string> stems;
  std::set<std::string> seen;
  for (const std::string& path : expand(arguments, recursive, in)) {
    if (!seen.insert(path).second) continue;
    Input input = input_of(path, plain_stem(path));
    if (!stems.insert(input.stem).second) {
      input.stem = distinct_stem(input);
      stems.insert(input.stem);
    }
    inputs.push_back(std::move(input));
  }
  if (inputs.empty())
    throw Error(ExitCode::Usage, "no input: nothing was named, or no video or picture was found");
  return inputs;
}

}  // namespace vidcam
