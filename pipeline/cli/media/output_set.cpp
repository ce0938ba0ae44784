#include "pipeline/cli/media/output_set.h"

#include <limits>
#include <map>
#include <stdexcept>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

const char kSideBySide[] = "side-by-side";
const char kSheet[] = "sheet";

View view_of(const std::string& name) {
  static const std::map<std::string, View> kViews{{"overlay", View::Overlay},
                                                  {"masked", View::Masked},
                                                  {"heat", View::Heat},
                                                  {"guided", View::Guided},
                                                  {"source", View::Source}};
  const auto found = kViews.find(name);
  if (found == kViews.end()) throw std::invalid_argument("unknown view '" + name + "'");
  return found->second;
}

PaintOptions paint_options(const MediaJob& job, View view) {
  return {view, colormap_from_name(job.colormap), job.alpha, job.text && view != View::Source};
}

// Where no clip covers a frame nothing may look like evidence: no heat, mid-grey, and over a
// picture nothing at all.
FrameEvidence nothing() { return {{1, 1, {0.5F}, true}, {}}; }

const FrameEvidence& evidence_for(const FrameEvidences& all, const OutputRequest& request,
                                  size_t which) {
  return all.at(static_cast<size_t>(request.target))
      .at(static_cast<size_t>(request.methods.at(which)));
}

}  // namespace

OutputSet::OutputSet(const MediaJob& job, const StreamInfo& info, int64_t frames) : info_(info) {
  const bool whole_video = job.selection.spread == 0 && job.selection.at_seconds.empty();
  if (job.audio && info.has_audio && !info.is_image && !job.outputs.empty()) {
    if (whole_video)
      open_sound(job);
    else
      warnings_.push_back("the sound is left out: it does not fit single windows of the video");
  }
  for (OutputRequest request : job.outputs) {
    if (request.view != kSheet) {
      open_output(job, request);
      continue;
    }
    request.path += ".png";
    sheets_.emplace_back(request.path, SheetOutput(job, request, info, frames));
  }
}

OutputSet::~OutputSet() = default;

void OutputSet::open_sound(const MediaJob& job) {
  try {
    audio_ = open_audio(job.input, {job.max_pixels, job.max_duration_seconds});
    if (audio_) packet_ = audio_->next();
  } catch (const Error& e) {
    audio_.reset();
    warnings_.push_back(std::string("the sound is left out: ") + e.what());
  }
}

void OutputSet::open_output(const MediaJob& job, const OutputRequest& request) {
  Output output{request, {}, nullptr};
  output.request.path += info_.is_image ? ".png" : ".mp4";
  const bool beside = request.view == kSideBySide;
  if (beside) output.painters.emplace_back(info_, job.clip, paint_options(job, View::Source));
  const View view = beside ? View::Overlay : view_of(request.view);
  for (size_t m = 0; m < request.methods.size(); ++m) {
    output.painters.emplace_back(info_, job.clip, paint_options(job, view));
  }
  const auto panels = static_cast<int>(beside ? output.painters.size() : 1);
  const bool turned_sideways = info_.orientation.swaps_axes();
  const int width = info_.width * (turned_sideways ? 1 : panels);
  const int height = info_.height * (turned_sideways ? panels : 1);
  output.writer = info_.is_image
                      ? open_image_writer(output.request.path, info_)
                      : open_video_writer(output.request.path, info_, width, height,
                                          audio_ ? &audio_->format() : nullptr,
                                          {job.codec, job.x264_preset, job.crf, job.codec_threads});
  outputs_.push_back(std::move(output));
}

Frame OutputSet::compose(Output& output, const Frame& frame, const FrameEvidences& evidence) const {
  const OutputRequest& request = output.request;
  if (request.view == "source") return frame;
  if (evidence.empty() && request.view == "overlay") return frame;
  std::vector<Frame> panels;
  for (size_t p = 0; p < output.painters.size(); ++p) {
    const bool is_source = request.view == kSideBySide && (p == 0 || evidence.empty());
    const size_t which = request.view == kSideBySide && p > 0 ? p - 1 : p;
    if (is_source)
      panels.push_back(frame);
    else {
      const FrameEvidence shown =
          evidence.empty() ? nothing() : evidence_for(evidence, request, which);
      panels.push_back(output.painters[p].paint(frame, shown.heat, shown.caption));
    }
  }
  return panels.size() == 1 ? panels.front() : side_by_side(panels, info_.orientation);
}

void OutputSet::write(const Frame& frame, const FrameEvidences& evidence) {
  if (audio_) write_sound_until(static_cast<double>(frame.pts) * info_.time_base.value());
  for (Output& output : outputs_) output.writer->write(compose(output, frame, evidence));
  for (auto& [path, sheet] : sheets_) sheet.write(frame, evidence);
  ++frames_;
}

void OutputSet::write_sound_until(double seconds) {
  while (packet_ &&
         static_cast<double>(packet_->pts) * audio_->format().time_base.value() <= seconds) {
    for (Output& output : outputs_) output.writer->write_audio(*packet_);
    try {
      packet_ = audio_->next();
    } catch (const Error& e) {
      packet_.reset();
      warnings_.push_back(std::string("the sound ends early: ") + e.what());
    }
  }
}

MediaResult OutputSet::close() {
  if (audio_) write_sound_until(std::numeric_limits<double>::infinity());
  MediaResult result{{}, warnings_};
  for (Output& output : outputs_) {
    output.writer->close();
    result.outputs.push_back({output.request.path, frames_});
  }
  for (auto& [path, sheet] : sheets_) {
    sheet.close();
    result.outputs.push_back({path, frames_});
  }
  return result;
}

}  // namespace vidcam
