#include "decode/av_error.h"

extern "C" {
#include <libavutil/error.h>
#include <libavutil/log.h>
}

#include <array>
#include <cerrno>
#include <mutex>

#include "pipeline/base/error.h"

namespace vidcam {

std::string av_text(int status) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(status, text.data(), text.size());
  return text.data();
}

int check_av(int status, const std::string& what) {
  if (status >= 0) return status;
  const bool io = status == AVERROR(EIO) || status == AVERROR(ENOSPC);
  throw Error(io ? ExitCode::Io : ExitCode::Unusable, what + ": " + av_text(status));
}

void quiet_av_log() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_level(AV_LOG_QUIET); });
}

}  // namespace vidcam
