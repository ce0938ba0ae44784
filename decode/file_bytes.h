#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "decode/av_handles.h"

namespace vidcam {

// The bytes of one regular file as libav's input. The file is opened here and not by libav, so that
// nothing else can be opened under its name: no protocol, no device, no FIFO that hangs, no picture
// sequence ("a%d.png"), no file that another one points to. Not movable: libav keeps its address.
class FileBytes {
 public:
  // Throws Error: Missing (no such file), Unusable (a folder, FIFO or device; empty; no
  // permission).
  explicit FileBytes(const std::string& path);
  ~FileBytes();
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  [[nodiscard]] AVIOContext* io() const { return io_.get(); }
  // As it was opened, or smaller where the file was cut since.
  [[nodiscard]] int64_t size() const;

  // Copies what is there from offset on, without moving libav's place; returns how many bytes.
  [[nodiscard]] size_t read_at(int64_t offset, std::span<uint8_t> to) const;

 private:
  static int read(void* self, uint8_t* to, int size);
  static int64_t seek(void* self, int64_t offset, int whence);

  int fd_ = -1;
  int64_t size_ = 0;
  IoHandle io_;
};

}  // namespace vidcam
