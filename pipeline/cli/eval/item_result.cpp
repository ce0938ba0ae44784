#include "pipeline/cli/eval/item_result.h"

#include <algorithm>

#include "pipeline/base/error.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

Json class_json(const ClassScore& c) {
  return {{"index", c.index}, {"label", c.label}, {"probability", c.probability}};
}

Json clip_json(const ClipValues& clip, const std::vector<std::string>& methods) {
  Json j{{"index", clip.index},
         {"first_frame", clip.first_frame},
         {"frames", clip.frames},
         {"start_seconds", clip.start_seconds},
         {"predicted", class_json(clip.predicted)},
         {"target", class_json(clip.target)},
         {"methods", Json::object()}};
  for (size_t m = 0; m < methods.size(); ++m) {
    const MapValues& map = clip.maps[m];
    Json& of = j["methods"][methods[m]];
    of = {{"status", to_text(map.status)}, {"explained", map.explained}};
    for (const auto& [name, value] : map.figures) of[name] = value;
  }
  return j;
}

Json method_json(const MethodResult& method) {
  Json j{{"flat", method.flat},
         {"nonfinite", method.non_finite},
         {"explained", method.explained},
         {"figures", Json::object()}};
  for (const auto& [name, value] : method.figures) j["figures"][name] = value;
  for (const auto& [name, c] : method.curves)
    j["curves"][name] = {{"share", c.share}, {"real", c.real}, {"value", c.value}};
  return j;
}

MethodResult method_of(const Json& j) {
  MethodResult method{j.at("flat"), j.at("nonfinite"), j.at("explained"), {}, {}};
  for (const auto& [name, value] : j.at("figures").items()) method.figures[name] = value;
  if (!j.contains("curves")) return method;
  for (const auto& [name, c] : j.at("curves").items())
    method.curves[name] = {c.at("share"), c.at("real"), c.at("value")};
  return method;
}

}  // namespace

void CurveTally::add(const Curve& curve) {
  share_ = curve.share;
  real_.add(curve.real);
  value_.add(curve.value);
}

void ItemTally::add_map(const MapValues& map, Sums& sums) const {
  sums.flat += map.status == MapStatus::Flat ? 1 : 0;
  sums.non_finite += map.status == MapStatus::NonFinite ? 1 : 0;
  sums.explained += map.explained;
  for (const auto& [name, value] : map.figures) {
    auto& [sum, count] = sums.figures[name];
    sum += value;
    ++count;
  }
  for (const auto& [name, curve] : map.curves) sums.curves[name].add(curve);
}

void ItemTally::add(const ClipValues& clip) {
  lines_ += (clips_ > 0 ? "," : "") + json_line(clip_json(clip, methods_));
  ++clips_;
  confidence_ += clip.target.probability;
  const auto same = std::find_if(predicted_.begin(), predicted_.end(),
                                 [&](const auto& p) { return p.first == clip.predicted.label; });
  if (same == predicted_.end()) {
    predicted_.emplace_back(clip.predicted.label, 1);
  } else {
    ++same->second;
  }
  sums_.resize(methods_.size());
  for (size_t m = 0; m < methods_.size(); ++m) add_map(clip.maps[m], sums_[m]);
}

void ItemTally::finish(ItemResult& result) const {
  const auto n = static_cast<double>(clips_);
  result.clips = clips_;
  result.confidence = confidence_ / n;
  const auto most = std::max_element(predicted_.begin(), predicted_.end(),
                                     [](auto& a, auto& b) { return a.second < b.second; });
  result.predicted = most->first;
  for (const Sums& sums : sums_) {
    MethodResult& method = result.methods.emplace_back();
    method.flat = sums.flat;
    method.non_finite = sums.non_finite;
    method.explained = sums.explained / n;
    for (const auto& [name, sum] : sums.figures)
      method.figures[name] = sum.first / static_cast<double>(sum.second);
    for (const auto& [name, curves] : sums.curves) method.curves[name] = curves.mean();
  }
}

std::string to_record(const ItemResult& r, const std::vector<std::string>& methods,
                      const std::string& clips_json) {
  Json j{{"id", r.id},
         {"path", r.path},
         {"label", r.label},
         {"width", r.width},
         {"height", r.height},
         {"clip_count", r.clips},
         {"predicted", r.predicted},
         {"confidence", r.confidence},
         {"methods", Json::object()},
         {"warnings", r.warnings}};
  for (size_t m = 0; m < methods.size(); ++m) j["methods"][methods[m]] = method_json(r.methods[m]);
  std::string line = json_line(j);
  line.pop_back();
  return line + ",\"clips\":" + clips_json + "}";
}

ItemResult from_record(const std::string& record, const std::vector<std::string>& methods) {
  const auto wanted = [](int depth, Json::parse_event_t event, const Json& parsed) {
    return depth != 1 || event != Json::parse_event_t::key || parsed != "clips";
  };
  try {
    const Json j = Json::parse(record, wanted);
    ItemResult r{j.at("id"),        j.at("path"),       j.at("label"),
                 j.at("width"),     j.at("height"),     j.at("clip_count"),
                 j.at("predicted"), j.at("confidence"), {},
                 j.at("warnings")};
    for (const std::string& method : methods)
      r.methods.push_back(method_of(j.at("methods").at(method)));
    return r;
  } catch (const Json::exception& e) {
    throw Error(ExitCode::Unusable, std::string("a record of the log cannot be read: ") + e.what());
  }
}

}  // namespace vidcam
