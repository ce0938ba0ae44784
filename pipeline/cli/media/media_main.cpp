// vidcam-media: the media half, one process per input, started by vidcam. It opens what may be
// hostile, so it has no LibTorch, no GPU, and limits of its own (confinement.h). It talks over
// descriptor 3 and says nothing else.
#include <malloc.h>

#include <cstdio>
#include <cstring>
#include <exception>

#include "decode/ffmpeg_facts.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/media/confinement.h"
#include "pipeline/cli/media/confinement_check.h"
#include "pipeline/cli/media/media_session.h"
#include "pipeline/run/child_process.h"

namespace {

using namespace vidcam;

int fail(Wire& wire, ExitCode code, const std::string& message) {
  try {
    wire.send(static_cast<uint32_t>(MediaMessage::Failed),
              MediaFailure{static_cast<int>(code), message});
  } catch (const Error&) {
    // Nobody listens any more; the exit code is all that is left.
  }
  return 0;  // said in full over the wire
}

void check(Wire& wire, const MediaJob& job) {
  const Confinement lacks = confine(job);
  FfmpegFacts ffmpeg = ffmpeg_facts();
  wire.send(kFactsMessage, MediaFacts{std::move(ffmpeg.libraries), std::move(ffmpeg.decoders),
                                      std::move(ffmpeg.encoders), try_confinement(lacks)});
}

int serve(Wire& wire) {
  std::string input = "input";
  try {
    auto message = wire.receive();
    const bool check_only = message && message->kind == kCheckMessage;
    if (!check_only && (!message || message->kind != static_cast<uint32_t>(MediaMessage::Job)))
      return static_cast<int>(ExitCode::Usage);
    auto job = parse_head<MediaJob>(message->head);
    if (check_only) return check(wire, job), 0;
    input = job.input;
    confine(job);
    MediaSession(std::move(job), wire).run();
    return 0;
  } catch (const Error& e) {
    return fail(wire, e.code(), e.what());
  } catch (const std::bad_alloc&) {
    return fail(wire, ExitCode::Unusable,
                input + ": needs more memory than the media process may take");
  } catch (const std::exception& e) {
    return fail(wire, ExitCode::Bug, input + ": " + e.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || std::strcmp(argv[1], "--worker") != 0) {
    std::fputs("vidcam-media is the media half of vidcam and is started by it; see vidcam --help\n",
               stderr);
    return static_cast<int>(ExitCode::Usage);
  }
  mallopt(M_ARENA_MAX, 2);  // else each codec thread reserves addresses, which have a limit
  Wire wire(ChildProcess::kWireDescriptor);
  return serve(wire);
}
