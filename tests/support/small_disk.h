#pragma once

#include <sys/mount.h>

#include <string>

#include "tests/support/temp_dir.h"

namespace vidcam::testing {

// A file system of its own with little room, where the tests may mount one.
class SmallDisk {
 public:
  // size: as tmpfs takes it ("512k"); whole pages.
  explicit SmallDisk(const std::string& size) {
    mounted_ = ::mount("tmpfs", dir_.path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount(dir_.path().c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const TempDir& dir() const { return dir_; }

 private:
  TempDir dir_;
  bool mounted_ = false;
};

}  // namespace vidcam::testing
