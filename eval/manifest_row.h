#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "eval/manifest.h"

// How one row of a manifest is written; manifest.h says what it may hold.
namespace vidcam::detail {

// What is wrong with a row, without file and line.
class BadRow : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A row as it stands in the file: nothing was looked for yet. Paths as written, id empty where none
// is given.
struct ManifestRow {
  TruthItem item;
  std::string voc;  // path of a VOC annotation in place of boxes
};

// The cells of a line, between its tabs.
[[nodiscard]] std::vector<std::string_view> tsv_cells(std::string_view line);

// Throws BadRow for more cells than columns, and for cells that cannot be read.
[[nodiscard]] ManifestRow row_from_tsv(const std::vector<std::string_view>& columns,
                                       std::string_view line);

// Throws BadRow.
[[nodiscard]] ManifestRow row_from_json(std::string_view line);

// Throws BadRow unless x0 < x1 and y0 < y1, all finite.
void check_box(const Box& box);

}  // namespace vidcam::detail
