#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/cli/eval/eval_items.h"
#include "pipeline/cli/eval/eval_settings.h"

namespace vidcam {

// What must be known of some item for a metric.
enum class Needs { Nothing, Object, LabelledBoxes, TwoMethods };

// What --metrics takes, and what it says of each.
struct MetricInfo {
  const char* name;
  const char* about;
  Needs needs = Needs::Nothing;
  bool dear = false;  // asks the model much more: not part of "all"
};
[[nodiscard]] const std::vector<MetricInfo>& metrics();

// "boxes or masks"; "" for Nothing.
[[nodiscard]] const char* to_text(Needs needs);

// What is known to be true of at least one item.
struct KnownTruth {
  bool object = false;          // where it is
  bool labelled_boxes = false;  // boxes and a class
};
[[nodiscard]] KnownTruth known_of(const std::vector<EvalItem>& items);
[[nodiscard]] bool is_met(Needs needs, const EvalSettings& settings, const KnownTruth& known);

enum class Better { Higher, Lower, Neither };

// One number an item and method, the columns of results.csv. A metric may give several (Loc at
// each delta, Win against each other method).
struct Figure {
  std::string name;   // of the column
  std::string title;  // for tables
  Better better = Better::Neither;
};

// The figures of one map by name; one that has no value (no object in these frames) is not there.
using Figures = std::map<std::string, double>;

// In the order of the columns. Those that need boxes or labels that no item has are left out.
[[nodiscard]] std::vector<Figure> figures_of(const EvalSettings& settings, const KnownTruth& known);

// asked: the text of --metrics. Throws Error (Usage) for a metric that it names and that has
// nothing to be measured on, and where that is so of all.
void check_metrics(const EvalSettings& settings, const KnownTruth& known, const std::string& asked);

[[nodiscard]] std::string loc_name(double delta);             // "loc_0.25"
[[nodiscard]] std::string win_name(const std::string& over);  // "win_over_gradcam"
// A number as files show it: nine significant digits.
[[nodiscard]] std::string number_text(double value);

}  // namespace vidcam
