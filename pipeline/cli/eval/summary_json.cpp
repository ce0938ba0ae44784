#include "pipeline/cli/eval/summary_json.h"

#include "pipeline/cli/conventions.h"
#include "pipeline/cli/model_json.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

const char* to_text(Better better) {
  return better == Better::Higher ? "higher" : better == Better::Lower ? "lower" : "neither";
}

Json mean_json(const FigureMean& m) {
  return {{"items", m.items}, {"mean", m.mean}, {"low", m.interval.low}, {"high", m.interval.high}};
}

Json method_json(const MethodSummary& m, const std::vector<Figure>& figures) {
  Json j{{"clips", m.clips}, {"flat", m.flat}, {"nonfinite", m.non_finite}};
  for (size_t f = 0; f < figures.size(); ++f) {
    if (m.figures[f].items > 0) j["figures"][figures[f].name] = mean_json(m.figures[f]);
  }
  for (const auto& [name, c] : m.curves)
    j["curves"][name] = {{"share", c.share}, {"real", c.real}, {"value", c.value}};
  return j;
}

Json comparison_json(const Comparison& c, const std::vector<Figure>& figures) {
  const std::string& figure = figures[c.figure].name;
  return {{"a", c.a},
          {"b", c.b},
          {"figure", c.test == "sign" ? "win" : figure},
          {"difference", mean_json(c.difference)},
          {"a_larger", c.larger},
          {"b_larger", c.smaller},
          {"equal", c.equal},
          {"p", c.p},
          {"test", c.test}};
}

Json failures_json(const EvalReport& report) {
  Json list = Json::array();
  for (size_t i = 0; i < report.items.size(); ++i) {
    if (!report.outcomes[i].result)
      list.push_back({{"id", report.items[i].truth.id}, {"error", report.outcomes[i].failure}});
  }
  return list;
}

const char kMap[] =
    "upsampled trilinear, half-pixel; min-max normalised over the clip; signed maps by their size, "
    "of occlusion what is below 0 as 0";
const char kMapInForm[] = "order, upsampling and range as below; of maps that explain pixels: ";

Json all_conventions(const EvalReport& report) {
  const EvalSettings& s = report.settings;
  const bool plain = s.model.form == HeatForm();
  Json j{{"map", plain ? kMap : std::string(kMapInForm) + kMap},
         {"confidence", "softmax probability of the explained class"},
         {"explanation_input", s.mask_space == MaskSpace::Pixel
                                   ? "L times the pixels the model saw, black where L is 0"
                                   : "L times the normalised input, 0 where L is 0"},
         {"video", "mean of its clips"},
         {"interval", "percentile bootstrap of the mean over items"},
         {"seed", s.bootstrap.seed},
         {"resamples", s.bootstrap.resamples},
         {"preset", s.preset}};
  j.update(conventions_json(s.model));
  for (const auto& [method, chosen] : report.facts.conventions) {
    for (const auto& [what, choice] : chosen) j["methods"][method][what] = choice;
  }
  return j;
}

}  // namespace

std::string summary_json(const EvalReport& report, const EvalSummary& s) {
  Json j{{"vidcam", VIDCAM_VERSION},
         {"model", model_json(report.facts)},
         {"settings", report.settings_text},
         {"conventions", all_conventions(report)},
         {"items", s.items},
         {"measured", s.measured},
         {"figures", Json::array()},
         {"methods", Json::object()},
         {"comparisons", Json::array()}};
  for (const Figure& f : s.figures)
    j["figures"].push_back({{"name", f.name}, {"title", f.title}, {"better", to_text(f.better)}});
  for (const MethodSummary& m : s.methods) j["methods"][m.method] = method_json(m, s.figures);
  for (const Comparison& c : s.comparisons)
    j["comparisons"].push_back(comparison_json(c, s.figures));
  j["failures"] = failures_json(report);
  j["manifest_faults"] = report.faults;
  j["warnings"] = report.facts.warnings;
  return j.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vidcam
