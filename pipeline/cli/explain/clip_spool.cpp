#include "pipeline/cli/explain/clip_spool.h"

#include <span>

#include "pipeline/base/error.h"

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

}  // namespace

ClipSpool::ClipSpool(const std::string& folder, const std::string& input)
    : input_(input), file_(folder, "the finished clips of " + input) {}

void ClipSpool::check_shape(const ClipHeat& heat) {
  for (const TargetHeat& target : heat.targets) {
    for (const HeatItem& item : target.methods) {
      const std::vector<int64_t> shape{item.heat.t, item.heat.h, item.heat.w};
      if (map_shape_.front() == 0) map_shape_ = shape;
      if (shape == map_shape_) continue;
      throw Error(ExitCode::Unusable, input_ + ": the layer's maps are " + shape_text(map_shape_) +
                                          ", and of clip " + std::to_string(clips_.size()) + " " +
                                          shape_text(shape) + "; they do not fit into one array");
    }
  }
}

void ClipSpool::add(const std::string& record, const ClipHeat& heat) {
  check_shape(heat);
  const std::vector<float> maps = heat_body(heat);
  const std::string head =
      heat_head(heat).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
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
  size_t count = 1;
  for (const int64_t side : map_shape_) count *= static_cast<size_t>(side);
  std::vector<float> values(count);
  const size_t bytes = count * sizeof(float);
  file_.read(place(clip).at + static_cast<int64_t>(which * bytes),
             {reinterpret_cast<char*>(values.data()), bytes});
  return values;
}

}  // namespace vidcam
