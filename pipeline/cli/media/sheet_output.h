#pragma once

#include <string>
#include <vector>

#include "encode/contact_sheet.h"
#include "encode/painter.h"
#include "pipeline/cli/media/heat_timeline.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

// The contact sheet of one input: the source and every method of every target in a row of its own,
// at moments that are spread evenly over what is shown. Held are the small pictures and one frame.
class SheetOutput {
 public:
  // frames: how many are to come, as far as known. Throws Error where the sheet that goes on top
  // cannot be read.
  SheetOutput(const MediaJob& job, const OutputRequest& request, const StreamInfo& info,
              int64_t frames);

  // Frames in their order; evidence may be empty (no clip covers the frame).
  void write(const Frame& frame, const FrameEvidences& evidence);

  // Writes the page (request.path). Throws Error (Io).
  void close();

 private:
  // One map's way onto the sheet.
  struct Strip {
    size_t target = 0;
    size_t method = 0;
    Painter colors;  // of a map that is unsigned
    Painter greys;   // of a signed one
    SheetRow row;
  };
  [[nodiscard]] bool is_moment(int64_t frame) const;
  void add(const Frame& frame, const FrameEvidences& evidence);
  [[nodiscard]] SheetCell cell(Strip& strip, const Frame& frame, const FrameEvidences& evidence);
  [[nodiscard]] std::vector<SheetRow> rows() const;

  StreamInfo info_;
  std::string path_;
  std::string title_;
  std::vector<Frame> above_;  // none or one
  std::vector<int64_t> moments_;
  SheetRow source_;
  size_t methods_;
  bool beside_;                // a method's targets
  std::vector<Strip> strips_;  // [target * methods + method]
  int64_t frames_ = 0;
  int64_t first_pts_ = 0;
  Frame last_;
  FrameEvidences last_evidence_;
};

}  // namespace vidcam
