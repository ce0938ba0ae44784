#pragma once

#include <memory>
#include <string>

#include "decode/av_handles.h"
#include "decode/file_bytes.h"
#include "decode/limits.h"

namespace vidcam {

// An opened file whose streams are known. The members' order matters: format reads from bytes.
struct Container {
  std::string path;
  std::unique_ptr<FileBytes> bytes;
  FormatHandle format;
};

// Opens a media file the safe way (docs/safety.md): a regular file, a container of the whitelist,
// nothing that it points to, sizes checked on the header before stream analysis, a bounded probe.
// Throws Error naming the path and what was found.
[[nodiscard]] Container open_container(const std::string& path, const DecodeLimits& limits);

// Throws Error (Unusable) where a picture of this size is over limits.max_pixels.
void check_picture_size(const std::string& path, int width, int height, const DecodeLimits& limits);

// A container that holds one picture and no time.
[[nodiscard]] bool is_picture(const Container& container);

}  // namespace vidcam
