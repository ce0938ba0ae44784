#include "pipeline/run/media_check.h"

#include "pipeline/base/error.h"
#include "pipeline/run/child_process.h"
#include "pipeline/run/media_protocol.h"
#include "pipeline/run/wire.h"

namespace vidcam {

MediaFacts ask_media(const std::string& program) {
  constexpr auto kPatience = std::chrono::seconds(20);
  const auto [ours, theirs] = connected_sockets();
  Wire wire(ours);
  ChildProcess process(program, {"--worker"}, theirs);
  wire.send(kCheckMessage, MediaJob{});
  const auto message = wire.readable(kPatience) ? wire.receive() : std::nullopt;
  if (!message || message->kind != kFactsMessage) {
    process.kill();
    const std::string ending = process.wait();
    throw Error(ExitCode::Io, program + ": does not say what it is" +
                                  (ending.empty() ? "" : " (" + ending + ")"));
  }
  try {
    return message->head.get<MediaFacts>();
  } catch (const nlohmann::json::exception& e) {
    throw Error(ExitCode::Io, program + ": says something else than what it is: " + e.what());
  }
}

}  // namespace vidcam
