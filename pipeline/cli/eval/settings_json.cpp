#include "pipeline/cli/eval/settings_json.h"

#include "pipeline/base/sha256.h"
#include "pipeline/cli/conventions.h"
#include "pipeline/cli/model_json.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

// digest_of() of an array of all items, of which a million would not be held.
std::string items_digest(const std::vector<EvalItem>& items) {
  std::string all = "[";
  for (const EvalItem& item : items) {
    const TruthItem& t = item.truth;
    const Json one{t.id,        t.path, item.true_class, boxes_json(t),
                   t.per_frame, t.mask, t.width,         t.height};
    all += (all.size() > 1 ? "," : "") + json_line(one);
  }
  return sha256(all + "]").substr(0, 16);
}

Json clips_json(const EvalSettings& s) {
  const ClipSelection& selection = s.reading.selection;
  if (!selection.at_seconds.empty()) return selection.at_seconds;
  return selection.spread > 0 ? Json(selection.spread) : Json("all");
}

}  // namespace

Json boxes_json(const TruthItem& truth) {
  Json boxes = Json::array();
  for (const auto& frame : truth.boxes) {
    Json& of_frame = boxes.emplace_back(Json::array());
    for (const Box& b : frame) of_frame.push_back({b.x0, b.y0, b.x1, b.y1});
  }
  return boxes;
}

Json settings_json(const EvalSettings& s, const ClipExplainer& explainer,
                   const std::vector<EvalItem>& items) {
  const ModelFacts& facts = explainer.facts();
  const OcclusionOptions& o = s.model.occlusion;
  Json j{{"vidcam", VIDCAM_VERSION},
         {"model_sha256", facts.sha256},
         {"card", card_digest(explainer.card())},
         {"layer", facts.layer},
         {"inputs", s.model.further},
         {"tap", facts.tap},
         {"methods", s.model.methods},
         {"metrics", s.metrics},
         {"target", to_text(s.target)},
         {"mask_space", to_text(s.mask_space)},
         {"drop", to_text(s.drop)},
         {"deltas", s.deltas},
         {"box_share", s.box_share},
         {"box_iou", s.box_iou},
         {"tolerance", s.tolerance},
         {"steps", s.steps},
         {"score", to_text(s.model.score)},
         {"pool", to_text(s.model.pool)},
         {"softmax_bound", s.model.softmax_bound},
         {"occlusion", {o.patch, o.stride, o.frames, o.frame_stride}},
         {"clips", clips_json(s)},
         {"stride", s.stride},
         {"frame_step", s.frame_step},
         {"device", facts.device},
         {"precision", to_text(s.model.precision)},
         {"batch", facts.batch},
         {"items", items.size()},
         {"list_of_items", items_digest(items)}};
  // The paper's are not named: a folder made before these were options goes on.
  j.update(departures_json(s.model));
  return j;
}

}  // namespace vidcam
