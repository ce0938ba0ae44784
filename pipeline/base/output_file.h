#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vidcam {

// A file that gets its name when it is complete: until commit() it has a temporary name in the same
// folder (".NAME.part-PID-N-HOST"), and is removed by the destructor.
class OutputFile {
 public:
  // Makes the temporary file, empty. Throws Error (Io) naming path.
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& temporary() const { return temporary_; }

  // Appends to the temporary file. Throws Error (Io).
  void append(std::string_view bytes);

  // Looks whether all that was appended is in the file; fsync, rename, fsync of the folder. Throws
  // Error (Io); then what is under the final name is what was, or, where only the folder could not
  // be synced, the whole new file.
  void commit();

  // The same, but only where nothing has the name yet: of several who try, one gets true.
  [[nodiscard]] bool commit_if_first();

 private:
  void check_size() const;
  void sync() const;

  std::string path_;
  std::string temporary_;
  int fd_ = -1;
  int64_t appended_ = 0;
};

}  // namespace vidcam
