#include <charconv>
#include <cmath>

#include "eval/manifest_row.h"

namespace vidcam::detail {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

template <class Number>
Number number_of(std::string_view text, const std::string& what) {
  text = trimmed(text);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size())
    throw BadRow(what + " \"" + std::string(text) + "\" is no number");
  return value;
}

Box box_of(std::string_view text) {
  const auto parts = split(text, ',');
  if (parts.size() != 4)
    throw BadRow("box \"" + std::string(text) + "\": expected four numbers, x0,y0,x1,y1");
  const auto at = [&](size_t i) {
    return number_of<double>(parts[i], "box " + std::string(text) + ":");
  };
  const Box box{at(0), at(1), at(2), at(3)};
  check_box(box);
  return box;
}

void read_boxes(std::string_view cell, ManifestRow& row) {
  if (cell.empty()) return;
  if (cell.ends_with(".xml")) {
    row.voc = cell;
    return;
  }
  for (const std::string_view frame : split(cell, '|')) {
    auto& boxes = row.item.boxes.emplace_back();
    if (trimmed(frame).empty()) continue;
    for (const std::string_view box : split(frame, ';')) boxes.push_back(box_of(box));
  }
  row.item.per_frame = row.item.boxes.size() > 1;
}

int size_of(std::string_view cell, const std::string& what) {
  const int size = cell.empty() ? 0 : number_of<int>(cell, what);
  if (size < 0) throw BadRow(what + " is negative");
  return size;
}

void read_cell(std::string_view column, std::string_view cell, ManifestRow& row) {
  if (column == "path") row.item.path = cell;
  if (column == "id") row.item.id = cell;
  if (column == "label") row.item.label = cell;
  if (column == "mask") row.item.mask = cell;
  if (column == "boxes") read_boxes(cell, row);
  if (column == "width") row.item.width = size_of(cell, "width");
  if (column == "height") row.item.height = size_of(cell, "height");
}

}  // namespace

std::vector<std::string_view> tsv_cells(std::string_view line) {
  auto cells = split(line, '\t');
  for (auto& cell : cells) cell = trimmed(cell);
  return cells;
}

ManifestRow row_from_tsv(const std::vector<std::string_view>& columns, std::string_view line) {
  const auto cells = tsv_cells(line);
  if (cells.size() > columns.size())
    throw BadRow("has " + std::to_string(cells.size()) + " cells; the first line names " +
                 std::to_string(columns.size()) + " columns");
  ManifestRow row;
  for (size_t i = 0; i < cells.size(); ++i) read_cell(columns[i], cells[i], row);
  return row;
}

void check_box(const Box& box) {
  for (const double v : {box.x0, box.y0, box.x1, box.y1})
    if (!std::isfinite(v)) throw BadRow("a box has a corner that is not finite");
  if (box.x0 < box.x1 && box.y0 < box.y1) return;
  throw BadRow("a box is empty; expected x0 < x1 and y0 < y1 in x0,y0,x1,y1");
}

}  // namespace vidcam::detail
