#include "pipeline/cli/media/sheet_output.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "decode/frame_source.h"
#include "encode/caption_text.h"
#include "encode/upright.h"
#include "encode/writer.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr int kSide = 224;       // of a cell, pixels
constexpr int kColumns = 6;      // of a picture's cells
constexpr int kMostBeside = 12;  // targets in one row

PaintOptions bare(const MediaJob& job, View view) {
  return {view, colormap_from_name(job.colormap), job.alpha, false};
}

// The middles of equal parts.
std::vector<int64_t> spread(int64_t frames, int64_t moments) {
  std::vector<int64_t> at;
  const int64_t count = std::clamp<int64_t>(moments, 1, std::max<int64_t>(frames, 1));
  for (int64_t k = 0; k < count; ++k) at.push_back((2 * k + 1) * frames / (2 * count));
  return at;
}

std::vector<Frame> sheet_at(const std::string& path) {
  if (path.empty()) return {};
  const auto source = open_source(path);
  const auto frame = source->next();
  if (!frame)
    throw Error(ExitCode::Io, path + ": the contact sheet to go on with holds no picture");
  return {upright_rgb(*frame, {})};
}

std::string title_of(const MediaJob& job) {
  if (!job.sheet.above.empty()) return job.sheet.title;
  const std::string name = std::filesystem::path(job.input).filename().string();
  return name + (job.sheet.title.empty() ? "" : ": ") + job.sheet.title;
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f s", seconds);
  return text;
}

}  // namespace

SheetOutput::SheetOutput(const MediaJob& job, const OutputRequest& request, const StreamInfo& info,
                         int64_t frames)
    : info_(info),
      path_(request.path),
      title_(title_of(job)),
      above_(sheet_at(job.sheet.above)),
      moments_(spread(info.is_image ? 1 : frames, job.sheet.moments)),
      source_{"source", {}} {
  const auto methods = request.methods.size();
  for (size_t s = 0; s < methods * static_cast<size_t>(request.targets); ++s) {
    strips_.push_back({s / methods,
                       static_cast<size_t>(request.methods[s % methods]),
                       Painter(info, job.clip, bare(job, View::Overlay)),
                       Painter(info, job.clip, bare(job, View::Guided)),
                       {}});
  }
}

bool SheetOutput::is_moment(int64_t frame) const {
  return std::find(moments_.begin(), moments_.end(), frame) != moments_.end();
}

void SheetOutput::write(const Frame& frame, const FrameEvidences& evidence) {
  if (frames_ == 0) first_pts_ = frame.pts;
  if (is_moment(frames_++)) add(frame, evidence);
  last_ = frame;
  last_evidence_ = evidence;
}

void SheetOutput::add(const Frame& frame, const FrameEvidences& evidence) {
  const double seconds = static_cast<double>(frame.pts - first_pts_) * info_.time_base.value();
  source_.cells.push_back(
      {thumbnail(frame, info_, kSide), info_.is_image ? "" : seconds_text(seconds)});
  for (Strip& strip : strips_) strip.row.cells.push_back(cell(strip, frame, evidence));
}

SheetCell SheetOutput::cell(Strip& strip, const Frame& frame, const FrameEvidences& evidence) {
  if (evidence.empty()) return {thumbnail(frame, info_, kSide), "no clip here"};
  const FrameEvidence& shown = evidence.at(strip.target).at(strip.method);
  const Caption& caption = shown.caption;
  strip.row.title = caption.method;
  Painter& painter = shown.heat.is_signed ? strip.greys : strip.colors;
  const Frame painted = painter.paint(frame, shown.heat, {"", "", 0, caption.mark, false});
  const std::string text = caption.label + "  " + percent(caption.probability);
  const bool marked = !caption.mark.empty();
  return {thumbnail(painted, info_, kSide), marked ? caption.mark : text, marked};
}

// Of a picture, a method's targets stand beside each other in one row.
std::vector<SheetRow> SheetOutput::rows() const {
  std::vector<SheetRow> rows;
  if (above_.empty()) rows.push_back(source_);
  const size_t first = rows.size();
  for (size_t s = 0; s < strips_.size(); ++s) {
    const SheetRow& row = strips_[s].row;
    if (beside_ && s >= methods_) {
      auto& cells = rows[first + s % methods_].cells;
      cells.insert(cells.end(), row.cells.begin(), row.cells.end());
    } else {
      rows.push_back(row);
    }
  }
  return rows;
}

void SheetOutput::close() {
  // The file promised more frames than it has, so that no moment came.
  if (source_.cells.empty() && frames_ > 0) add(last_, last_evidence_);
  Frame page = contact_sheet(title_, rows(), kColumns);
  if (!above_.empty()) page = stacked(above_.front(), page);
  StreamInfo as_is;
  as_is.width = page.width;
  as_is.height = page.height;
  const auto writer = open_image_writer(path_, as_is);
  writer->write(page);
  writer->close();
}

}  // namespace vidcam
