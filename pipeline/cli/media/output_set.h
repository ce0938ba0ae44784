#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "decode/audio_source.h"
#include "encode/painter.h"
#include "encode/writer.h"
#include "pipeline/cli/media/heat_timeline.h"
#include "pipeline/cli/media/sheet_output.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

// All files that are written for one input, with their painters, and the sound that goes into each.
// Destroyed without close(), nothing of it is left behind.
class OutputSet {
 public:
  // frames: how many are to come, as far as known; contact sheets choose their moments by it.
  OutputSet(const MediaJob& job, const StreamInfo& info, int64_t frames);
  ~OutputSet();

  // The next frame of every file; evidence may be empty (no clip covers the frame).
  void write(const Frame& frame, const FrameEvidences& evidence);

  // Finishes all files under their final names.
  [[nodiscard]] MediaResult close();

 private:
  struct Output {
    OutputRequest request;
    std::vector<Painter> painters;  // one a method; side by side: the source's first
    std::unique_ptr<Writer> writer;
  };
  void open_sound(const MediaJob& job);
  void open_output(const MediaJob& job, const OutputRequest& request);
  [[nodiscard]] Frame compose(Output& output, const Frame& frame,
                              const FrameEvidences& evidence) const;
  void write_sound_until(double seconds);

  StreamInfo info_;
  std::unique_ptr<AudioSource> audio_;
  std::optional<AudioPacket> packet_;
  std::vector<Output> outputs_;
  std::vector<std::pair<std::string, SheetOutput>> sheets_;  // and their paths
  int64_t frames_ = 0;
  std::vector<std::string> warnings_;
};

}  // namespace vidcam
