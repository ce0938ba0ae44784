#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "decode/clip_assembler.h"
#include "decode/clip_sampler.h"
#include "decode/frame_source.h"
#include "pipeline/cli/media/heat_timeline.h"
#include "pipeline/cli/media/output_set.h"
#include "pipeline/cli/media/segments.h"
#include "pipeline/run/wire.h"

namespace vidcam {

// The media half of one input, from file to files: decodes, sends clips, holds frames until their
// heat is back, paints and writes. One thread; memory is bounded by the frames and clips in flight,
// not by the length of the video.
class MediaSession {
 public:
  MediaSession(MediaJob job, Wire& wire);
  // Returns when everything is written and said. Throws Error; then nothing stands under a final
  // name.
  void run();

 private:
  struct Waiting {
    int64_t number = 0;  // counted over all segments
    Frame frame;
  };
  [[nodiscard]] int64_t total_frames();
  void run_segment(const Segment& segment);
  [[nodiscard]] std::optional<Frame> first_of(const Segment& segment);
  [[nodiscard]] double seconds_of(const Frame& frame) const;
  void hold(Frame frame, int64_t segment_first_pts, int64_t shown_from);
  void send_clip(Clip clip, int64_t to_source_number);
  void take_heat_that_came();
  void wait_for_heat();
  void write_settled(int64_t before);
  [[nodiscard]] bool full() const;
  void send_end();

  MediaJob job_;
  Wire& wire_;
  std::unique_ptr<FrameSource> source_;
  std::optional<FrameSampler> sampler_;
  std::optional<OutputSet> outputs_;
  HeatTimeline timeline_;
  std::optional<Frame> peeked_;
  std::deque<Waiting> waiting_;
  int64_t first_pts_ = 0;
  int64_t waiting_bytes_ = 0;
  int64_t numbered_ = 0;  // frames taken so far, over all segments
  int64_t clips_ = 0;
  int64_t shown_until_ = 0;  // pts after the last frame held, in what is written
  double end_seconds_ = 0;
};

}  // namespace vidcam
