#include <algorithm>
#include <nlohmann/json.hpp>

#include "eval/manifest_row.h"

namespace vidcam::detail {
namespace {

using nlohmann::json;

// A text, or a whole number as text.
std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return "";
  if (found->is_number_integer()) return found->dump();
  if (!found->is_string()) throw BadRow("\"" + std::string(key) + "\" is no text");
  return found->get<std::string>();
}

int size_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return 0;
  if (!found->is_number_unsigned() || found->get<uint64_t>() > 1 << 20)
    throw BadRow("\"" + std::string(key) + "\" is no number of pixels");
  return found->get<int>();
}

Box box_of(const json& corners) {
  const auto is_number = [](const json& v) { return v.is_number(); };
  if (!corners.is_array() || corners.size() != 4 ||
      !std::all_of(corners.begin(), corners.end(), is_number))
    throw BadRow("box " + corners.dump().substr(0, 80) +
                 ": expected four numbers, [x0, y0, x1, y1]");
  const auto at = [&](size_t i) { return corners[i].get<double>(); };
  const Box box{at(0), at(1), at(2), at(3)};
  check_box(box);
  return box;
}

std::vector<Box> boxes_of(const json& list) {
  std::vector<Box> boxes;
  for (const json& corners : list) boxes.push_back(box_of(corners));
  return boxes;
}

// A list of boxes, or a list of such lists: then the first entry is no list of numbers.
bool is_per_frame(const json& list) {
  const json& first = list.front();
  return first.is_null() || (first.is_array() && (first.empty() || !first.front().is_number()));
}

void read_boxes(const json& value, ManifestRow& row) {
  if (value.is_string()) {
    row.voc = value.get<std::string>();
  } else if (!value.is_array()) {
    throw BadRow("\"boxes\" is no list of boxes and no path of a VOC annotation");
  } else if (!value.empty()) {
    row.item.per_frame = is_per_frame(value);
    if (!row.item.per_frame) row.item.boxes.push_back(boxes_of(value));
    for (size_t f = 0; row.item.per_frame && f < value.size(); ++f)
      row.item.boxes.push_back(boxes_of(value[f]));
  }
}

}  // namespace

ManifestRow row_from_json(std::string_view line) {
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) throw BadRow("is no JSON object");
  ManifestRow row;
  row.item.path = text_of(object, "path");
  row.item.id = text_of(object, "id");
  row.item.label = text_of(object, "label");
  row.item.mask = text_of(object, "mask");
  row.item.width = size_of(object, "width");
  row.item.height = size_of(object, "height");
  if (const auto boxes = object.find("boxes"); boxes != object.end() && !boxes->is_null())
    read_boxes(*boxes, row);
  return row;
}

}  // namespace vidcam::detail
