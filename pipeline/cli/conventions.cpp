#include "pipeline/cli/conventions.h"

#include "pipeline/cli/option_values.h"

namespace vidcam {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

namespace {

const char* to_text(AlphaForm form) {
  return form == AlphaForm::Equation19 ? "eq 19, no epsilon"
         : form == AlphaForm::Epsilon
             ? "eq 19, 1e-6 added to its denominator"
             : "sum of the third derivative in place of A's; over its sum where g > 0";
}

const char* to_text(MapOrder order) {
  return order == MapOrder::ReluUpsampleNormalize ? "sum, relu, upsample, normalise"
         : order == MapOrder::UpsampleReluNormalize
             ? "sum, upsample, relu, normalise"
             : "sum, relu, normalise, upsample, relu, normalise";
}

const char* to_text(Upsampling upsampling) {
  return upsampling == Upsampling::Linear
             ? "trilinear, half-pixel (align_corners=False)"
             : "cubic spline, corners aligned (clips); bilinear, half-pixel (pictures)";
}

}  // namespace

// clang-format off
po::options_description convention_options(const std::string& also) {
  po::options_description o("Conventions (--preset sets them in one word, with " + also + ")");
  o.add_options()
    ("preset", text("paper"), "paper, authors-code, mmaction2, slowfast or pytorch-grad-cam: speaks that dialect. Options named beside it win")
    ("gradient", text("plain"), "plain, or rms: divided by its root mean square over the clip")
    ("alpha-form", text("eq19"), "of gradcam++: eq19 (paper); epsilon: 1e-6 added to its denominator; authors: as the authors' video script")
    ("order", text("relu-upsample-normalize"), "what is done to a class activation map's sum: relu-upsample-normalize, upsample-relu-normalize or relu-normalize-upsample")
    ("upsampling", text("linear"), "to the grid of the model's input: linear (half-pixel), or spline: cubic, corners aligned, for clips (pictures stay linear)")
    ("range", text("min-max"), "shown as 0: a map's smallest value (min-max), or 0 itself (max); as 1: its largest")
    ("range-epsilon", by_default(0.0), "added to what a map is divided by");
  return o;
}
// clang-format on

void set_conventions(const po::variables_map& values, ExplainOptions& model) {
  model.rms_gradient = one_of<bool>(values, "gradient", {{"plain", false}, {"rms", true}});
  model.alpha = one_of<AlphaForm>(values, "alpha-form",
                                  {{"eq19", AlphaForm::Equation19},
                                   {"epsilon", AlphaForm::Epsilon},
                                   {"authors", AlphaForm::AuthorsCode}});
  model.form.order =
      one_of<MapOrder>(values, "order",
                       {{"relu-upsample-normalize", MapOrder::ReluUpsampleNormalize},
                        {"upsample-relu-normalize", MapOrder::UpsampleReluNormalize},
                        {"relu-normalize-upsample", MapOrder::ReluNormalizeUpsample}});
  model.form.upsampling = one_of<Upsampling>(
      values, "upsampling", {{"linear", Upsampling::Linear}, {"spline", Upsampling::Spline}});
  model.form.from_zero = one_of<bool>(values, "range", {{"min-max", false}, {"max", true}});
  model.form.epsilon = within(values, "range-epsilon", 0.0, 1.0);
}

Json conventions_json(const ExplainOptions& model) {
  return {{"alpha", to_text(model.alpha)},
          {"order", to_text(model.form.order)},
          {"upsampling", to_text(model.form.upsampling)},
          {"gradient",
           model.rms_gradient ? "over its root mean square + 1e-5, each clip's own" : "as it is"},
          {"range",
           model.form.from_zero ? "0 to the largest value" : "the smallest to the largest value"},
          {"range_epsilon", model.form.epsilon}};
}

Json departures_json(const ExplainOptions& model) {
  const Json papers = conventions_json(ExplainOptions()), ours = conventions_json(model);
  Json departures = Json::object();
  for (const auto& [name, chosen] : ours.items())
    if (chosen != papers[name]) departures[name] = chosen;
  return departures;
}

const char* to_text(ScoreKind score) {
  return score == ScoreKind::Logit ? "logit" : score == ScoreKind::Probability ? "prob" : "logprob";
}

const char* to_text(Pool pool) { return pool == Pool::Volume ? "volume" : "per-step"; }

const char* to_text(PrecisionRequest precision) {
  for (const auto& [text, known] : precisions())
    if (known == precision) return text.c_str();
  return "";
}

const std::map<std::string, PrecisionRequest>& precisions() {
  static const std::map<std::string, PrecisionRequest> kKnown = {
      {"auto", PrecisionRequest::Auto},
      {"fp32", PrecisionRequest::Float32},
      {"bf16", PrecisionRequest::BFloat16},
      {"int8", PrecisionRequest::Int8}};
  return kKnown;
}

}  // namespace vidcam
