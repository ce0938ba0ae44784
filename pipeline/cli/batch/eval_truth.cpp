#include "pipeline/cli/batch/eval_truth.h"

#include <array>

#include "pipeline/cli/batch/batch_items.h"
#include "pipeline/cli/eval/settings_json.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNumber = "n";

std::vector<std::vector<Box>> boxes_from(const Json& frames) {
  std::vector<std::vector<Box>> boxes;
  for (const Json& frame : frames) {
    auto& of_frame = boxes.emplace_back();
    for (const Json& box : frame) {
      const auto b = box.get<std::array<double, 4>>();
      of_frame.push_back({b[0], b[1], b[2], b[3]});
    }
  }
  return boxes;
}

}  // namespace

BatchItem batch_item_of(const EvalItem& item, int64_t number) {
  const TruthItem& t = item.truth;
  Json truth{{kNumber, number}};
  if (item.true_class >= 0) truth["class"] = item.true_class;
  if (!t.boxes.empty()) truth["boxes"] = boxes_json(t);
  if (t.per_frame) truth["per_frame"] = true;
  if (!t.mask.empty()) truth["mask"] = absolute_path(t.mask);
  if (t.width > 0) truth["width"] = t.width;
  if (t.height > 0) truth["height"] = t.height;
  return {t.id, absolute_path(t.path), t.label, std::move(truth)};
}

EvalItem eval_item_of(const BatchItem& item) {
  EvalItem out;
  out.truth.id = item.id;
  out.truth.path = item.path;
  out.truth.label = item.label;
  out.true_class = item.truth.value("class", -1);
  out.truth.boxes = boxes_from(item.truth.value("boxes", Json::array()));
  out.truth.per_frame = item.truth.value("per_frame", false);
  out.truth.mask = item.truth.value("mask", "");
  out.truth.width = item.truth.value("width", 0);
  out.truth.height = item.truth.value("height", 0);
  return out;
}

int64_t number_of(const BatchItem& item) { return item.truth.at(kNumber); }

}  // namespace vidcam
