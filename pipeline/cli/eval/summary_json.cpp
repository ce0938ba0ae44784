#include "pipeline/cli/eval/summary_json.h"

#include "pipeline/cli/conventions.h"
#include "pipeline/run/json_text.h"

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

const char kMap[] =
    "upsampled trilinear, half-pixel; min-max normalised over the clip; signed maps by their size, "
    "of occlusion what is below 0 as 0";
const char kMapInForm[] = "order, upsampling and range as below; of maps that explain pixels: ";

}  // namespace

Json all_conventions(const EvalSettings& s, const ModelFacts& facts) {
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
  for (const auto& [method, chosen] : facts.conventions) {
    for (const auto& [what, choice] : chosen) j["methods"][method][what] = choice;
  }
  return j;
}

std::string summary_json(const EvalFacts& facts, const EvalSummary& s,
                         const std::vector<std::pair<std::string, std::string>>& failures) {
  Json j{{"vidcam", VIDCAM_VERSION},
         {"model", facts.model},
         {"settings", facts.settings},
         {"conventions", facts.conventions},
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
  j["failures"] = Json::array();
  for (const auto& [id, why] : failures) j["failures"].push_back({{"id", id}, {"error", why}});
  j["manifest_faults"] = facts.faults;
  j["warnings"] = facts.warnings;
  return json_file(j);
}

}  // namespace vidcam
