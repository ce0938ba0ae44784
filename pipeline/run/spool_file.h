#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vidcam {

// Bytes put aside on disk rather than held in memory: appended, and read back from anywhere. The
// file has no name once it is open, so that nothing of it is left however the process ends. Not
// thread-safe.
class SpoolFile {
 public:
  // folder: where it takes its room. holds: what is in it, for messages ("the finished clips of
  // a.mp4"). All functions throw Error (Io) that names both.
  SpoolFile(std::string folder, std::string holds);
  ~SpoolFile();
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;

  [[nodiscard]] int64_t size() const { return size_; }
  // After a failure it is not known what the file holds: it is of no use any more.
  void append(std::string_view bytes);
  // Fills `to` with the bytes from `at` on; all of them must have been appended.
  void read(int64_t at, std::span<char> to) const;

 private:
  std::string folder_;
  std::string holds_;
  int fd_ = -1;
  int64_t size_ = 0;
};

}  // namespace vidcam
