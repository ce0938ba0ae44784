#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/base/box.h"

namespace vidcam {

// One item of an evaluation, and what is known to be true of it.
struct TruthItem {
  std::string id;       // the manifest's own, else the path as it stands there; unique
  bool has_id = false;  // its own
  std::string path;     // of the video, picture, folder of frames or .npy; exists
  std::string label;    // the true class, by index or name, as it stands there; empty: not given
  // Where the object is, in pixels of the picture as shown. per_frame: boxes[f] are those of frame
  // f of the video; else boxes[0] are those of the picture, or of every frame. Empty: not given.
  std::vector<std::vector<Box>> boxes;
  bool per_frame = false;
  std::string mask;  // a picture whose pixels that are not 0 are the object; exists; empty: none
  int width = 0;     // of the picture that boxes and mask belong to; 0: not said
  int height = 0;
  int line = 0;  // of the manifest, from 1

  // Frames behind the end of boxes have none.
  [[nodiscard]] std::span<const Box> boxes_of(int64_t frame) const;
};

// A row that cannot be used, and why: "list.tsv:7: ...", one line.
struct ManifestFault {
  int line = 0;
  std::string message;
};

struct Manifest {
  std::vector<TruthItem> items;       // in the order of the file
  std::vector<ManifestFault> faults;  // these rows are not among the items
};

// Whether files that a manifest names must be there already.
enum class NamedFiles { Exist, MayComeLater };

// Reads what to evaluate. UTF-8, one item a line; paths are relative to the manifest's folder; what
// is not named here is ignored.
//
// TSV: the first line names the columns: path, and of id, label, boxes, mask, width, height those
// that are there. boxes: "x0,y0,x1,y1", several with ";" between them, frames with "|" between them
// (a frame may have none: "||"); or the path of a VOC annotation (.xml; voc_boxes.h), of which all
// objects count.
//
// JSON lines: an object of the same names. "boxes": [[x0, y0, x1, y1], ...] of the picture or all
// frames; [[[x0, y0, x1, y1], ...], ...] frame by frame; or the path of a VOC annotation. "label":
// a text or a number.
//
// A fault: no path, a file that is not there (unless it may come later), an id for the second time,
// a box that is not four finite numbers with x0 < x1 and y0 < y1, JSON that is none. Throws Error:
// Missing, Unusable (no text file; no row at all); Usage for a TSV whose first line does not name a
// column "path".
[[nodiscard]] Manifest read_manifest(const std::string& path, NamedFiles files = NamedFiles::Exist);

// The same from text; path names it in messages, and its folder is where files are looked for.
[[nodiscard]] Manifest parse_manifest(const std::string& text, const std::string& path,
                                      NamedFiles files = NamedFiles::Exist);

}  // namespace vidcam
