#include <sys/mman.h>
#include <unistd.h>

#include "decode/audio_source.h"
#include "decode/clip_sampler.h"
#include "decode/frame_source.h"
#include "pipeline/base/error.h"
#include "tests/fuzz/targets.h"

namespace vidcam::fuzz {
namespace {

constexpr DecodeLimits kLimits{int64_t{512} * 512, 60, 40, 8};

// A regular file that is in memory alone.
class MemoryFile {
 public:
  explicit MemoryFile(Bytes bytes) : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = ::write(fd_, bytes.data() + done, bytes.size() - done);
      if (count <= 0) break;
      done += static_cast<size_t>(count);
    }
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

// Few pixels: what a file can do wrong is over when they are gathered.
ClipSpec small_clip() {
  ClipSpec clip;
  clip.height = clip.width = clip.resize_height = clip.resize_width = 8;
  return clip;
}

// Is there any sound to read?
bool read_frames(const std::string& path) {
  const auto source = open_source(path, kLimits);
  const FrameSampler sampler(source->info(), small_clip());
  while (const auto frame = source->next()) static_cast<void>(sampler.sample(*frame));
  static_cast<void>(source->damage());
  if (source->seek(0.1)) static_cast<void>(source->next());
  return source->info().has_audio;
}

void read_sound(const std::string& path) {
  const auto sound = open_audio(path, kLimits);
  for (int i = 0; sound && i < 100 && sound->next(); ++i) {
  }
}

}  // namespace

void read_video(Bytes bytes) {
  const MemoryFile file(bytes);
  try {
    if (read_frames(file.path())) read_sound(file.path());
  } catch (const Error&) {
    // What cannot be read is said.
  }
}

}  // namespace vidcam::fuzz
