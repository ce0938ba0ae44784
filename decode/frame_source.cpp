#include "decode/frame_source.h"

#include <filesystem>

#include "decode/frame_folder.h"
#include "decode/video_reader.h"

namespace vidcam {

std::unique_ptr<FrameSource> open_source(const std::string& path, const DecodeLimits& limits) {
  std::error_code ignored;  // VideoReader says what is wrong with the path
  if (std::filesystem::is_directory(path, ignored)) {
    return std::make_unique<FrameFolder>(path, limits);
  }
  return std::make_unique<VideoReader>(path, limits);
}

}  // namespace vidcam
