#include <algorithm>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>

#include "encode/audio_track.h"
#include "encode/mp4_file.h"
#include "encode/video_track.h"
#include "encode/writer.h"
#include "encode/writer_clock.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

// Nothing is set up before the first frame has come: it says the colour model and where the file's
// clock starts. Sound that comes earlier waits.
class VideoWriter : public Writer {
 public:
  VideoWriter(const std::string& path, const StreamInfo& info, int width, int height,
              const AudioFormat* audio, const WriterOptions& options);
  void write(const Frame& frame) override;
  void write_audio(const AudioPacket& packet) override;
  void close() override;

 private:
  struct Tracks {
    Tracks(Mp4File& file, const StreamInfo& info, const Frame& first, const WriterOptions& options)
        : clock(info.time_base, first.pts), video(file, info, first, clock.time_base(), options) {}

    WriterClock clock;
    VideoTrack video;
    std::unique_ptr<AudioTrack> audio;
    int64_t last_pts = 0;
  };

  void check_frame(const Frame& frame) const;
  void start(const Frame& first);
  void pass_on(const AudioPacket& packet);
  void check_usable() const;

  StreamInfo info_;
  int width_;
  int height_;
  std::optional<AudioFormat> audio_;
  WriterOptions options_;
  Mp4File file_;
  std::optional<Tracks> tracks_;
  std::deque<AudioPacket> early_;
  std::optional<int64_t> last_source_pts_;
  bool broken_ = false;  // an earlier call threw: what is in the file is not whole
  bool closed_ = false;
};

// For as long as it lives, an exception breaks the writer.
class Attempt {
 public:
  explicit Attempt(bool& broken) : broken_(broken) { broken_ = true; }
  void succeeded() { broken_ = false; }

 private:
  bool& broken_;
};

VideoWriter::VideoWriter(const std::string& path, const StreamInfo& info, int width, int height,
                         const AudioFormat* audio, const WriterOptions& options)
    : info_(info), width_(width), height_(height), options_(options), file_(path) {
  if (audio != nullptr) audio_ = *audio;
}

void VideoWriter::check_usable() const {
  if (closed_) throw std::invalid_argument(file_.path() + ": is closed already");
  if (broken_)
    throw Error(ExitCode::Io, file_.path() + ": cannot be written after an earlier failure");
}

void VideoWriter::check_frame(const Frame& frame) const {
  if (frame.width != width_ || frame.height != height_)
    throw std::invalid_argument(file_.path() + ": a frame is not of the size given before");
  if (last_source_pts_ && frame.pts <= *last_source_pts_)
    throw std::invalid_argument(file_.path() + ": frames must come in growing pts");
}

void VideoWriter::start(const Frame& first) {
  tracks_.emplace(file_, info_, first, options_);
  if (audio_) tracks_->audio = open_audio_track(file_, *audio_);
  file_.begin(tracks_->clock.timescale());
  for (const AudioPacket& packet : early_) pass_on(packet);
  early_.clear();
}

void VideoWriter::write(const Frame& frame) {
  check_usable();
  check_frame(frame);
  Attempt attempt(broken_);
  const bool is_first = !tracks_;
  if (is_first) start(frame);
  // Where times are rounded (see [Note: Time in MP4]) two of them may fall on one tick.
  int64_t pts = tracks_->clock.frame_pts(frame.pts);
  if (!is_first) pts = std::max(pts, tracks_->last_pts + 1);
  tracks_->video.write(frame, pts);
  tracks_->last_pts = pts;
  last_source_pts_ = frame.pts;
  attempt.succeeded();
}

void VideoWriter::write_audio(const AudioPacket& packet) {
  if (!audio_) throw std::invalid_argument(file_.path() + ": was opened without sound");
  check_usable();
  Attempt attempt(broken_);
  if (tracks_)
    pass_on(packet);
  else
    early_.push_back(packet);
  attempt.succeeded();
}

void VideoWriter::pass_on(const AudioPacket& packet) {
  tracks_->audio->write(packet, tracks_->clock.moved(packet.pts, audio_->time_base));
}

void VideoWriter::close() {
  check_usable();
  if (!tracks_)
    throw Error(ExitCode::Unusable, file_.path() + ": cannot be written: no frame came");
  Attempt attempt(broken_);
  tracks_->video.finish();
  if (tracks_->audio) tracks_->audio->finish();
  file_.complete();
  file_.commit();
  closed_ = true;
  attempt.succeeded();
}

}  // namespace

std::unique_ptr<Writer> open_video_writer(const std::string& path, const StreamInfo& info,
                                          int width, int height, const AudioFormat* audio,
                                          const WriterOptions& options) {
  check_video_codec(options.codec, path);
  return std::make_unique<VideoWriter>(path, info, width, height, audio, options);
}

}  // namespace vidcam
