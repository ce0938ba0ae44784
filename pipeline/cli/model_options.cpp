#include "pipeline/cli/model_options.h"

#include <charconv>
#include <cmath>

#include "pipeline/base/error.h"
#include "pipeline/base/path_kind.h"
#include "pipeline/base/sha256.h"
#include "pipeline/cli/conventions.h"
#include "pipeline/cli/option_values.h"

namespace vidcam {

namespace po = boost::program_options;

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

// What is no file is left to the model's loader to refuse.
void check_pin(const std::string& path, const std::string& wanted) {
  if (wanted.empty() || !is_file(path)) return;
  const std::string found = sha256_of_file(path);
  if (found == wanted) return;
  throw Error(ExitCode::Unusable, path + ": its SHA-256 is " + found + ", not the wanted " +
                                      wanted +
                                      " (--model-sha256); it is another model, or was changed");
}

OcclusionOptions occlusion_from(const po::variables_map& values) {
  const auto pixels = [&](const char* option) { return within(values, option, 0, 1 << 14); };
  return {pixels("occlusion-patch"), pixels("occlusion-stride"), pixels("occlusion-frames"),
          pixels("occlusion-frame-stride")};
}

}  // namespace

// clang-format off
po::options_description model_options(const char* default_precision, const char* precision_help) {
  po::options_description o("Model");
  o.add_options()
    ("model,m", po::value<std::string>(), "TorchScript file; its model card is the file of the same name with .json")
    ("model-sha256", text(""), "the model file must have this SHA-256 (vidcam model FILE prints it), or nothing of it is read")
    ("card", text(""), "model card: a file, or a built-in one (c3d-sports1m, kinetics-torchvision, imagenet)")
    ("layer,l", text(""), "layer to explain, as Python names it (conv5b, layer4.1.conv2); NAME#k is its k-th call. "
                          "Default: the card's, else the last convolution, of a transformer the normalisation before its last attention")
    ("input", po::value<Strings>(), "NAME=TEXT or NAME=FILE.npy: what the model takes beside the clip, by its card's extra_inputs; repeatable")
    ("tap", text("rectified"), "rectified: the output of the ReLU behind the layer, where that is all that reads it; raw: the layer's own")
    ("device", text("auto"), "auto, cpu, cuda, cuda:N or several, cuda:0,1: each takes a part of every batch")
    ("precision", text(default_precision), precision_help)
    ("batch", by_default(0), "clips a forward pass (0: 4 on a CPU, 32 on CUDA)");
  return o;
}
void add_method_options(po::options_description& options) {
  options.add_options()
    ("score", text("logit"), "what is differentiated: logit, prob or logprob")
    ("softmax-bound", po::value<double>()->default_value(1e-6, "1e-6"), "gradcam++-softmax leaves out the unlikeliest classes, together at most this share of all but the one explained "
                                        "(0: none)")
    ("pool", text("volume"), "volume: one weight per channel (paper); per-step: one per channel and time step")
    ("occlusion-patch", by_default(0), "occlusion: side of the grey patch in pixels of the model's input (0: a seventh of the shorter side)")
    ("occlusion-stride", by_default(0), "occlusion: pixels from one patch to the next (0: the patch for clips, half of it for pictures)")
    ("occlusion-frames", by_default(0), "occlusion: frames of the clip that a patch covers (0: a quarter of the clip)")
    ("occlusion-frame-stride", by_default(0), "occlusion: frames from one patch to the next (0: as many as it covers)");
}
void add_jobs_option(po::options_description& options) {
  options.add_options()("jobs,j", by_default(0), "inputs worked on at once (0: one a core)");
}
void add_limit_options(po::options_description& options) {
  options.add_options()
    ("max-pixels", by_default<int64_t>(int64_t{8192} * 4320), "largest frame that is opened")
    ("max-duration", by_default(6.0 * 3600), "longest video that is opened, seconds")
    ("stall-timeout", by_default(60.0), "seconds without a sign of life after which an input is given up; the model's first pass may take ten times as long");
}
// clang-format on

ExplainOptions model_from(const po::variables_map& values, const char* methods) {
  if (values.count("model") == 0)
    throw Error(ExitCode::Usage, "which model? give it with -m MODEL.pt");
  ExplainOptions model;
  model.model_path = values["model"].as<std::string>();
  check_pin(model.model_path, values["model-sha256"].as<std::string>());
  model.card = values["card"].as<std::string>();
  model.layer = values["layer"].as<std::string>();
  model.rectified = one_of<bool>(values, "tap", {{"rectified", true}, {"raw", false}});
  model.further = further_from(values);
  model.methods = list_of(values, methods);
  model.score = one_of<ScoreKind>(values, "score",
                                  {{"logit", ScoreKind::Logit},
                                   {"prob", ScoreKind::Probability},
                                   {"logprob", ScoreKind::LogProbability}});
  model.pool =
      one_of<Pool>(values, "pool", {{"volume", Pool::Volume}, {"per-step", Pool::PerStep}});
  model.softmax_bound = within(values, "softmax-bound", 0.0, 1.0);
  model.occlusion = occlusion_from(values);
  model.device = values["device"].as<std::string>();
  model.precision = one_of<PrecisionRequest>(values, "precision", precisions());
  model.batch = within(values, "batch", 0, 4096);
  return model;
}

MediaJob reading_from(const po::variables_map& values) {
  MediaJob media;
  media.selection = selection_from(values["clips"].as<std::string>());
  media.max_pixels = within(values, "max-pixels", int64_t{1}, int64_t{1} << 40);
  media.max_duration_seconds = within(values, "max-duration", 0.0, 1e9);
  return media;
}

}  // namespace vidcam
