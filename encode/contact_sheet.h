#pragma once

#include <string>
#include <vector>

#include "pipeline/base/frame.h"

namespace vidcam {

// A contact sheet: many small pictures on one page, in rows with titles, each with a line of text
// under it. All pictures are planar R, G, B, upright.

// A small picture of a frame as shown, with square pixels: as large as fits into side x side, also
// larger than the frame.
[[nodiscard]] Frame thumbnail(const Frame& frame, const StreamInfo& info, int side);

struct SheetCell {
  Frame picture;                // all of one size
  std::string caption;          // UTF-8; shortened to fit
  bool is_no_evidence = false;  // the caption is red
};

struct SheetRow {
  std::string title;
  std::vector<SheetCell> cells;
};

// The rows below one another under `title` (may be empty). Rows of one cell stand beside each
// other, `columns` in a line. Throws std::invalid_argument where there is no cell, or they differ
// in size.
[[nodiscard]] Frame contact_sheet(const std::string& title, const std::vector<SheetRow>& rows,
                                  int columns);

// One page below the other; the narrower one is filled up with white.
[[nodiscard]] Frame stacked(const Frame& above, const Frame& below);

}  // namespace vidcam
