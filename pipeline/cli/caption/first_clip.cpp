#include "pipeline/cli/caption/first_clip.h"

#include <utility>
#include <variant>

#include "pipeline/base/error.h"
#include "pipeline/base/path_kind.h"
#include "pipeline/cli/reading.h"
#include "pipeline/run/child_process.h"
#include "pipeline/run/media_feed.h"

namespace vidcam {
namespace {

MediaJob reading_of(const std::string& path, const ClipSpec& clip,
                    const ExplainSettings& settings) {
  MediaJob job =
      job_for(settings.media, path, with_step(clip, settings.frame_step), settings.stride);
  job.paint = false;
  job.clips_in_flight = 1;
  return job;
}

}  // namespace

Clip first_clip(const std::string& path, const ClipSpec& clip, const ExplainSettings& settings) {
  if (is_missing(path)) throw Error(ExitCode::Missing, path + ": no such file or folder");
  MediaFeed feed(program_beside("vidcam-media"), settings.stall_timeout_seconds);
  feed.start(reading_of(path, clip, settings));
  while (feed.readings() > 0) {
    auto event = feed.next();
    if (!event) continue;
    if (auto* found = std::get_if<Clip>(&event->what)) return std::move(*found);
    const auto* over = std::get_if<ReadingOver>(&event->what);
    if (over != nullptr && over->failure)
      throw Error(static_cast<ExitCode>(over->failure->code), over->failure->message);
  }
  throw Error(ExitCode::Unusable, path + ": it has no clip to write a caption under");
}

}  // namespace vidcam
