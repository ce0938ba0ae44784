#include "pipeline/cli/explain/clip_json.h"

#include <cmath>

#include "pipeline/run/json_text.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

namespace {

Json class_json(const ClassScore& c) {
  return {{"index", c.index},
          {"label", c.label},
          {"probability", finite_or_null(c.probability)},
          {"logit", finite_or_null(c.logit)}};
}

// Of a map, or of a step of it.
template <class Map>
Json range_json(const Map& map) {
  return {{"min", finite_or_null(map.min)},
          {"max", finite_or_null(map.max)},
          {"status", to_text(map.status)}};
}

Json target_json(const TargetExplanation& target) {
  Json methods = Json::object();
  for (const MethodMap& map : target.maps) {
    Json m = range_json(map);
    if (std::isfinite(map.alpha_condition)) m["alpha_condition"] = map.alpha_condition;
    for (const StepFacts& step : map.steps) m["steps"].push_back(range_json(step));
    methods[map.method] = m;
  }
  Json j{{"index", target.target.index},
         {"label", target.target.label},
         {"probability", finite_or_null(target.target.probability)},
         {"score", finite_or_null(target.score)}};
  if (target.versus) j["versus"] = class_json(*target.versus);
  if (target.against) j["evidence"] = "against";
  j["methods"] = methods;
  return j;
}

}  // namespace

std::string clip_json(const Clip& clip, const ClipExplanation& explanation) {
  Json j{{"index", clip.index},        {"first_frame", clip.first_frame},
         {"frames", clip.real_frames}, {"start_seconds", clip.start_seconds},
         {"top", Json::array()},       {"targets", Json::array()}};
  for (const ClassScore& c : explanation.top) j["top"].push_back(class_json(c));
  for (const TargetExplanation& t : explanation.targets) j["targets"].push_back(target_json(t));
  // Labels may hold bytes that are not UTF-8: they must not stop a run.
  return json_line(j);
}

}  // namespace vidcam
