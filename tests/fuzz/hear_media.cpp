#include <sys/socket.h>

#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "pipeline/base/error.h"
#include "pipeline/run/media_conversation.h"
#include "tests/fuzz/targets.h"

namespace vidcam::fuzz {
namespace {

MediaJob a_job() {
  MediaJob job;
  job.input = "a.mp4";
  job.clip = {1, 1, 2, 2, ClipSpec::Resize::Stretch, 2, 2, ClipSpec::Crop::None};
  job.outputs = {{"out/a_gradcam", "overlay", 0, {0}}};
  return job;
}

void take(MediaConversation& said, Message message) {
  switch (static_cast<MediaMessage>(message.kind)) {
    case MediaMessage::Opened:
      return static_cast<void>(said.opened(message.head));
    case MediaMessage::Clip:
      static_cast<void>(said.clip(message.head, std::move(message.body)));
      return said.answered();
    case MediaMessage::Stalled:
      return said.stalled();
    case MediaMessage::End:
      return static_cast<void>(said.ended(message.head));
    case MediaMessage::Finished:
      return static_cast<void>(said.finished(message.head));
    case MediaMessage::Failed:
      return static_cast<void>(said.failed(message.head));
    default:
      return;  // what this side says itself
  }
}

}  // namespace

void hear_media(Bytes bytes) {
  constexpr size_t kSocketHolds = 65536;
  const auto [ours, theirs] = connected_sockets();
  Wire wire(ours, {.max_head = 1 << 16, .max_body = 1 << 16});
  static_cast<void>(::send(theirs, bytes.data(), std::min(bytes.size(), kSocketHolds), 0));
  ::close(theirs);
  MediaConversation said(a_job());
  while (true) {
    try {
      auto message = wire.receive();
      if (!message) return;
      take(said, std::move(*message));
    } catch (const Error& e) {
      if (std::string_view(e.what()).starts_with("wire between")) return;
    }
  }
}

}  // namespace vidcam::fuzz
