#include "pipeline/cli/eval/figures.h"

#include <algorithm>
#include <cstdio>

#include "pipeline/base/error.h"
#include "pipeline/cli/option_values.h"

namespace vidcam {

const std::vector<MetricInfo>& metrics() {
  static const std::vector<MetricInfo> kMetrics = {
      {"drop", "Average Drop %: confidence lost where only the explanation may be seen"},
      {"increase", "% Increase in Confidence"},
      {"win", "Win %, each pair of methods", Needs::TwoMethods},
      {"loc", "Loc(delta): how well the map above delta covers the object", Needs::Object},
      {"pointing", "pointing game: is the strongest point on the object, %", Needs::Object},
      {"energy", "share of the heat on the object; beside it the share of the area", Needs::Object},
      {"inside-outside", "mean heat on the object over the mean outside", Needs::Object},
      {"localisation", "top-1 and top-5 localisation error % of the map's own box",
       Needs::LabelledBoxes},
      {"area-confidence", "area under the area-confidence curve", Needs::Nothing, true},
      {"deletion", "area under the deletion curve", Needs::Nothing, true},
      {"insertion", "area under the insertion curve", Needs::Nothing, true},
      {"occlusion-correlation", "rank correlation of the map with the occlusion map",
       Needs::Nothing, true},
  };
  return kMetrics;
}

namespace {

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%g", value);
  return text;
}

void add_confidence_figures(const EvalSettings& s, std::vector<Figure>& out) {
  const bool absolute = s.drop == DropKind::Absolute;
  if (s.measures("drop"))
    out.push_back({"drop", absolute ? "Average Drop, points" : "Average Drop %", Better::Lower});
  if (s.measures("increase")) out.push_back({"increase", "% Increase", Better::Higher});
  if (!s.measures("win") || s.model.methods.size() < 2) return;
  for (const std::string& other : s.model.methods)
    out.push_back({win_name(other), "Win % over " + other, Better::Higher});
}

void add_box_figures(const EvalSettings& s, std::vector<Figure>& out) {
  if (s.measures("loc")) {
    for (const double delta : s.deltas)
      out.push_back({loc_name(delta), "Loc(" + short_number(delta) + ")", Better::Higher});
  }
  if (s.measures("pointing")) out.push_back({"pointing", "Pointing game %", Better::Higher});
  if (s.measures("energy")) {
    out.push_back({"energy", "Energy on the object", Better::Higher});
    out.push_back({"object_area", "Area of the object (energy of an even map)", Better::Neither});
  }
  if (s.measures("inside-outside"))
    out.push_back({"inside_outside", "Heat inside / outside", Better::Higher});
}

void add_curve_figures(const EvalSettings& s, std::vector<Figure>& out) {
  if (s.measures("area-confidence"))
    out.push_back({"area_confidence", "Area under area-confidence curve", Better::Higher});
  if (s.measures("deletion"))
    out.push_back({"deletion", "Area under deletion curve", Better::Lower});
  if (s.measures("insertion"))
    out.push_back({"insertion", "Area under insertion curve", Better::Higher});
  if (s.measures("occlusion-correlation"))
    out.push_back({"occlusion_correlation", "Rank correlation with occlusion", Better::Higher});
}

}  // namespace

const char* to_text(Needs needs) {
  if (needs == Needs::Object) return "boxes or masks";
  if (needs == Needs::LabelledBoxes) return "boxes and labels";
  return needs == Needs::TwoMethods ? "two methods" : "";
}

KnownTruth known_of(const std::vector<EvalItem>& items) {
  KnownTruth known;
  for (const EvalItem& item : items) {
    known.object = known.object || item.placed();
    known.labelled_boxes =
        known.labelled_boxes || (!item.truth.boxes.empty() && item.true_class >= 0);
  }
  return known;
}

bool is_met(Needs needs, const EvalSettings& settings, const KnownTruth& known) {
  if (needs == Needs::TwoMethods) return settings.model.methods.size() >= 2;
  if (needs == Needs::Object) return known.object;
  return needs == Needs::Nothing || known.labelled_boxes;
}

std::vector<Figure> figures_of(const EvalSettings& settings, const KnownTruth& known) {
  std::vector<Figure> out;
  add_confidence_figures(settings, out);
  if (known.object) add_box_figures(settings, out);
  if (settings.measures("localisation") && known.labelled_boxes) {
    out.push_back({"localisation_error_top1", "Localisation error %, top-1", Better::Lower});
    out.push_back({"localisation_error_top5", "Localisation error %, top-5", Better::Lower});
  }
  add_curve_figures(settings, out);
  return out;
}

void check_metrics(const EvalSettings& settings, const KnownTruth& known,
                   const std::string& asked) {
  const Strings named = split(asked);
  for (const MetricInfo& metric : metrics()) {
    const bool wanted = std::find(named.begin(), named.end(), metric.name) != named.end();
    if (wanted && !is_met(metric.needs, settings, known))
      throw Error(ExitCode::Usage, "--metrics " + std::string(metric.name) + ": needs " +
                                       to_text(metric.needs) +
                                       ", and there are none (see vidcam eval --help)");
  }
  if (figures_of(settings, known).empty())
    throw Error(ExitCode::Usage, "--metrics " + asked + ": nothing to measure on these items");
}

std::string loc_name(double delta) { return "loc_" + short_number(delta); }

std::string win_name(const std::string& over) { return "win_over_" + over; }

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.9g", value);
  return text;
}

}  // namespace vidcam
