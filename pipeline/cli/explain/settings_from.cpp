#include <charconv>
#include <cmath>

#include "model3d/labels.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/explain/option_values.h"

namespace vidcam {
namespace {

double seconds_of(const std::string& part, const std::string& whole) {
  double value = -1;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  const bool fine = error == std::errc() && end == part.data() + part.size() && value >= 0 &&
                    std::isfinite(value);
  if (!fine) refuse("clips", whole, "expected seconds behind at:, as in at:3.5 or at:1,4.25");
  return value;
}

ClipSelection selection_from(const std::string& text) {
  ClipSelection selection;
  if (text == "all") return selection;
  if (text.rfind("at:", 0) == 0) {
    for (const std::string& part : split(text.substr(3)))
      selection.at_seconds.push_back(seconds_of(part, text));
    if (selection.at_seconds.empty()) refuse("clips", text, "expected seconds behind at:");
    return selection;
  }
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), selection.spread);
  if (error != std::errc() || end != text.data() + text.size() || selection.spread < 1) {
    refuse("clips", text, "expected all, a number of windows, or at:SECONDS");
  }
  return selection;
}

void check_views(const Strings& views) {
  static const Strings kKnown{"overlay", "masked", "heat", "guided", "side-by-side", "source"};
  for (const std::string& view : views) {
    if (std::find(kKnown.begin(), kKnown.end(), view) == kKnown.end())
      refuse("view", view, "expected " + joined(kKnown));
  }
}

std::vector<bool> against_from(const po::variables_map& values) {
  std::vector<bool> against;
  for (const std::string& evidence : list_of(values, "evidence")) {
    if (evidence != "for" && evidence != "against")
      refuse("evidence", evidence, "expected for, against or for,against");
    against.push_back(evidence == "against");
  }
  return against;
}

MediaJob media_from(const po::variables_map& values) {
  MediaJob media;
  media.selection = selection_from(values["clips"].as<std::string>());
  media.colormap = values["colormap"].as<std::string>();
  one_of<int>(values, "colormap",
              {{"jet", 0}, {"viridis", 0}, {"turbo", 0}, {"inferno", 0}, {"gray", 0}});
  media.alpha = within(values, "alpha", 0.0, 1.0);
  media.text = !values["no-text"].as<bool>();
  media.audio = !values["no-audio"].as<bool>();
  one_of<int>(values, "codec", {{"h264", 0}});
  media.codec = values["codec"].as<std::string>();
  media.x264_preset = values["preset-x264"].as<std::string>();
  media.crf = within(values, "crf", 0, 51);
  media.memory_bytes = int64_t{within(values, "memory", 1, 1 << 20)} << 20;
  media.max_pixels = within(values, "max-pixels", int64_t{1}, int64_t{1} << 40);
  media.max_duration_seconds = within(values, "max-duration", 0.0, 1e9);
  return media;
}

OcclusionOptions occlusion_from(const po::variables_map& values) {
  const auto pixels = [&](const char* option) { return within(values, option, 0, 1 << 14); };
  return {pixels("occlusion-patch"), pixels("occlusion-stride"), pixels("occlusion-frames"),
          pixels("occlusion-frame-stride")};
}

std::vector<std::pair<std::string, std::string>> further_from(const po::variables_map& values) {
  std::vector<std::pair<std::string, std::string>> further;
  if (values.count("input") == 0) return further;
  for (const std::string& given : values["input"].as<Strings>()) {
    const auto equals = given.find('=');
    if (equals == std::string::npos || equals == 0)
      refuse("input", given, "expected NAME=TEXT or NAME=FILE.npy");
    further.emplace_back(given.substr(0, equals), given.substr(equals + 1));
  }
  return further;
}

void set_layers(const po::variables_map& values, ExplainOptions& model) {
  model.fuse = one_of<Fuse>(values, "fuse",
                            {{"mean", Fuse::Mean}, {"max", Fuse::Max}, {"product", Fuse::Product}});
  if (values["layer"].as<std::string>().empty()) return;
  Strings layers = list_of(values, "layer");
  model.layer = layers.front();
  model.further_layers.assign(layers.begin() + 1, layers.end());
}

void set_conventions(const po::variables_map& values, ExplainOptions& model) {
  model.score = one_of<ScoreKind>(values, "score",
                                  {{"logit", ScoreKind::Logit},
                                   {"prob", ScoreKind::Probability},
                                   {"logprob", ScoreKind::LogProbability}});
  model.pool =
      one_of<Pool>(values, "pool", {{"volume", Pool::Volume}, {"per-step", Pool::PerStep}});
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

ExplainOptions model_from(const po::variables_map& values) {
  if (values.count("model") == 0)
    throw Error(ExitCode::Usage, "which model? give it with -m MODEL.pt");
  ExplainOptions model;
  model.model_path = values["model"].as<std::string>();
  model.card = values["card"].as<std::string>();
  set_layers(values, model);
  model.rectified = one_of<bool>(values, "tap", {{"rectified", true}, {"raw", false}});
  model.further = further_from(values);
  model.methods = list_of(values, "method");
  model.softmax_bound = within(values, "softmax-bound", 0.0, 1.0);
  model.occlusion = occlusion_from(values);
  set_conventions(values, model);
  model.smoothing = {within(values, "smooth", 0, 10000), within(values, "noise", 0.0, 10.0),
                     static_cast<uint64_t>(within(values, "seed", 0, 1 << 30))};
  model.device = values["device"].as<std::string>();
  model.precision = one_of<PrecisionRequest>(values, "precision",
                                             {{"auto", PrecisionRequest::Auto},
                                              {"fp32", PrecisionRequest::Float32},
                                              {"bf16", PrecisionRequest::BFloat16}});
  model.batch = within(values, "batch", 0, 4096);
  return model;
}

}  // namespace

ExplainSettings settings_from(const po::variables_map& values) {
  ExplainSettings s;
  s.preset = values["preset"].as<std::string>();
  s.model = model_from(values);
  s.media = media_from(values);
  if (values.count("path") > 0) s.inputs = values["path"].as<Strings>();
  s.recursive = values["recursive"].as<bool>();
  s.target_texts = values["target"].as<Strings>();
  s.versus = values["versus"].as<std::string>();
  s.against = against_from(values);
  s.normalize = one_of<Normalize>(
      values, "normalize",
      {{"clip", Normalize::Clip}, {"video", Normalize::Video}, {"none", Normalize::None}});
  s.views = list_of(values, "view");
  check_views(s.views);
  s.stride = within(values, "stride", 0, 1 << 20);
  s.frame_step = within(values, "frame-step", 0, 1 << 10);
  s.model.channels = values["channels"].as<bool>();
  const auto& names = values["channel-names"].as<std::string>();
  if (!names.empty() && !s.model.channels) refuse("channel-names", names, "needs --channels");
  if (!names.empty()) s.channel_names = read_labels(names);
  s.out = values["out"].as<std::string>();
  s.dump_clips = values["dump-clips"].as<std::string>();
  s.force = values["force"].as<bool>();
  s.json = values["json"].as<bool>();
  s.quiet = values["quiet"].as<bool>();
  s.verbose = values["verbose"].as<bool>();
  s.dry_run = values["dry-run"].as<bool>();
  s.jobs = within(values, "jobs", 0, 1024);
  s.stall_timeout_seconds = within(values, "stall-timeout", 1.0, 1e6);
  return s;
}

}  // namespace vidcam
