#include "pipeline/cli/explain/clip_spool.h"

#include <functional>
#include <numeric>
#include <span>

#include "pipeline/base/error.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

std::string_view bytes_of(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t side : shape) text += (text.empty() ? "" : "x") + std::to_string(side);
  return text;
}

size_t value_count(const std::vector<int64_t>& shape) {
  return static_cast<size_t>(
      std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>()));
}

}  // namespace

ClipSpool::ClipSpool(const std::string& folder, const std::string& input)
    : input_(input), file_(folder, "the finished clips of " + input) {}

void ClipSpool::check_shape(const ClipHeat& heat) {
  size_t which = 0;
  for (const TargetHeat& target : heat.targets) {
    for (const HeatItem& item : target.methods) {
      const std::vector<int64_t> shape{item.heat.t, item.heat.h, item.heat.w};
      if (clips_.empty()) map_shapes_.push_back(shape);
      const auto& first = map_shapes_.at(which++);
      if (shape == first) continue;
      throw Error(ExitCode::Unusable, input_ + ": the maps of " + item.method + " are " +
                                          shape_text(first) + ", and of clip " +
                                          std::to_string(clips_.size()) + " " + shape_text(shape) +
                                          "; they do not fit into one array");
    }
  }
}

std::vector<int64_t> ClipSpool::map_shape(size_t which) const {
  return clips_.empty() ? std::vector<int64_t>{0, 0, 0} : map_shapes_.at(which);
}

void ClipSpool::add(const std::string& record, const ClipHeat& heat) {
  check_shape(heat);
  const std::vector<float> maps = heat_body(heat);
  const std::string head = json_line(heat_head(heat));
  const Place place{file_.size(), static_cast<uint32_t>(bytes_of(maps).size()),
                    static_cast<uint32_t>(head.size()), static_cast<uint32_t>(record.size())};
  file_.append(bytes_of(maps));
  file_.append(head);
  file_.append(record);
  clips_.push_back(place);
}

const ClipSpool::Place& ClipSpool::place(int64_t clip) const {
  return clips_.at(static_cast<size_t>(clip));
}

std::string ClipSpool::record(int64_t clip) const {
  const Place& where = place(clip);
  std::string text(where.record_bytes, '\0');
  file_.read(where.at + where.maps_bytes + where.head_bytes, text);
  return text;
}

ClipHeat ClipSpool::heat(int64_t clip) const {
  const Place& where = place(clip);
  std::vector<uint8_t> maps(where.maps_bytes);
  std::string head(where.head_bytes, '\0');
  file_.read(where.at, {reinterpret_cast<char*>(maps.data()), maps.size()});
  file_.read(where.at + where.maps_bytes, head);
  return parse_heat(nlohmann::json::parse(head), maps);
}

std::vector<float> ClipSpool::map(int64_t clip, size_t which) const {
  std::vector<float> values(value_count(map_shapes_.at(which)));
  const auto before = std::span(map_shapes_).first(which);
  const size_t skipped =
      std::transform_reduce(before.begin(), before.end(), size_t{0}, std::plus<>(), value_count);
  file_.read(place(clip).at + static_cast<int64_t>(skipped * sizeof(float)),
             {reinterpret_cast<char*>(values.data()), values.size() * sizeof(float)});
  return values;
}

}  // namespace vidcam
