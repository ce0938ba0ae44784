#include "pipeline/cli/explain/explain_options.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

using Strings = std::vector<std::string>;

template <class T>
po::typed_value<T>* by_default(T value) {
  return po::value<T>()->default_value(value);
}
po::typed_value<std::string>* text(const char* value) { return by_default<std::string>(value); }

// clang-format off
po::options_description model_options() {
  po::options_description o("Model");
  o.add_options()
    ("model,m", po::value<std::string>(), "TorchScript file; its model card is the file of the same name with .json")
    ("card", text(""), "model card: a file, or a built-in one (c3d-sports1m, kinetics-torchvision, imagenet)")
    ("layer,l", text(""), "layer to explain, as Python names it (conv5b, layer4.1.conv2); NAME#k is its k-th call. "
                          "Default: the card's, else the last convolution. Several, comma-separated: their maps are fused")
    ("fuse", text("mean"), "of several layers: each one's map on the grid of the model's input, 0..1, then mean, max or product")
    ("input", po::value<Strings>(), "NAME=TEXT or NAME=FILE.npy: what the model takes beside the clip, by its card's extra_inputs; repeatable")
    ("tap", text("rectified"), "rectified: the output of the ReLU behind the layer, where that is all that reads it; raw: the layer's own")
    ("device", text("auto"), "auto, cpu, cuda or cuda:N")
    ("precision", text("auto"), "of the layers before the tapped one: fp32, bf16, or auto: bf16 where it is faster here and gives the same maps")
    ("batch", by_default(0), "clips a forward pass (0: 4 on a CPU, 32 on CUDA)");
  return o;
}
po::options_description method_options() {
  po::options_description o("Explanation");
  o.add_options()
    ("method", text("gradcam,gradcam++"), "methods, comma-separated (see vidcam methods); all from one forward pass, but for those that ask the model again")
    ("target", po::value<Strings>()->default_value({"top1"}, "top1"), "class to explain: top1 (of each clip), top:K, class:INDEX, label:NAME, "
                                           "video-top1 (of the whole video); repeatable")
    ("versus", text(""), "explain the difference of two scores, the target's minus this class's: class:INDEX, label:NAME, top1 or "
                         "top:K (the K-th likeliest)")
    ("evidence", text("for"), "for: what speaks for the target; against: what speaks against it (the score's negative); or both, comma-separated")
    ("score", text("logit"), "what is differentiated: logit, prob or logprob")
    ("softmax-bound", po::value<double>()->default_value(1e-6, "1e-6"), "gradcam++-softmax leaves out the unlikeliest classes, together at most this share of all but the one explained "
                                        "(0: none)")
    ("pool", text("volume"), "volume: one weight per channel (paper); per-step: one per channel and time step")
    ("normalize", text("clip"), "range shown as 0..1: clip, video or none")
    ("smooth", by_default(0), "mean of the maps over this many noisy copies of the input (0: the input itself)")
    ("noise", by_default(0.15), "standard deviation of that noise, as a share of the range of the clip's values")
    ("seed", by_default(1), "of that noise")
    ("occlusion-patch", by_default(0), "occlusion: side of the grey patch in pixels of the model's input (0: a seventh of the shorter side)")
    ("occlusion-stride", by_default(0), "occlusion: pixels from one patch to the next (0: the patch for clips, half of it for pictures)")
    ("occlusion-frames", by_default(0), "occlusion: frames of the clip that a patch covers (0: a quarter of the clip)")
    ("occlusion-frame-stride", by_default(0), "occlusion: frames from one patch to the next (0: as many as it covers)");
  return o;
}
po::options_description clip_options() {
  po::options_description o("Clips");
  o.add_options()
    ("stride", by_default(0), "frames from one clip to the next (0: the clip's length); overlapping heat is blended")
    ("frame-step", by_default(0), "frames from one clip frame to the next (0: the card's)")
    ("clips", text("all"), "all, N windows spread over the video, or at:SECONDS[,SECONDS...]")
    ("dump-clips", text(""), "folder for what the model saw: one .npy a clip, float32 [3,T,H,W], usable as input again");
  return o;
}
po::options_description output_options() {
  po::options_description o("Output");
  o.add_options()
    ("out,o", text("vidcam-out"), "folder for the results")
    ("force", po::bool_switch(), "replace results that are there")
    ("view", text("overlay"), "overlay, masked, heat, guided (the map in grey), side-by-side, source; comma-separated")
    ("colormap", text("jet"), "jet, viridis, turbo, inferno or gray")
    ("alpha", by_default(0.5), "share of the heat's colour in the overlay, 0..1")
    ("no-text", po::bool_switch(), "no label, probability and colour bar")
    ("no-audio", po::bool_switch(), "leave the sound out")
    ("codec", text("h264"), "video codec")
    ("preset-x264", text("veryfast"), "x264's speed preset")
    ("crf", by_default(20), "x264's quality, 0 (best) to 51");
  return o;
}
po::options_description run_options() {
  po::options_description o("Run");
  o.add_options()
    ("recursive,r", po::bool_switch(), "take every video, picture and .npy under a folder")
    ("jobs,j", by_default(0), "inputs worked on at once (0: one a core)")
    ("max-pixels", by_default<int64_t>(int64_t{8192} * 4320), "largest frame that is opened")
    ("max-duration", by_default(6.0 * 3600), "longest video that is opened, seconds")
    ("memory", by_default(512), "MB of frames that may wait for their heat, for each input in work")
    ("stall-timeout", by_default(60.0), "seconds without a sign of life after which an input is given up")
    ("json", po::bool_switch(), "one JSON object an input on stdout")
    ("quiet,q", po::bool_switch(), "no progress")
    ("verbose,v", po::bool_switch(), "say more")
    ("config", po::value<std::string>(), "INI file with these options; the command line wins")
    ("print-config", po::bool_switch(), "print the options as such a file, and stop")
    ("dry-run", po::bool_switch(), "load the model, say what would be done, and stop")
    ("help,h", "this text");
  return o;
}
// clang-format on

po::options_description all_options() {
  po::options_description all = explain_options();
  all.add_options()("path", po::value<Strings>());
  return all;
}

[[noreturn]] void refuse(const std::string& option, const std::string& got,
                         const std::string& takes) {
  throw Error(ExitCode::Usage, "--" + option + " " + got + ": " + takes);
}

template <class T>
T one_of(const po::variables_map& values, const char* option,
         const std::map<std::string, T>& known) {
  const auto& got = values[option].as<std::string>();
  const auto found = known.find(got);
  if (found != known.end()) return found->second;
  Strings names;
  for (const auto& [name, value] : known) names.push_back(name);
  refuse(option, got, "expected " + joined(names, ", "));
}

template <class T>
T within(const po::variables_map& values, const char* option, T low, T high) {
  const T got = values[option].as<T>();
  std::ostringstream text;
  text << got;
  std::ostringstream range;
  range << "expected a number from " << low << " to " << high;
  if (!(got >= low && got <= high)) refuse(option, text.str(), range.str());
  return got;
}

Strings split(const std::string& list) {
  Strings parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

Strings list_of(const po::variables_map& values, const char* option) {
  Strings parts = split(values[option].as<std::string>());
  if (parts.empty()) refuse(option, "", "expected at least one");
  for (size_t i = 0; i < parts.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (parts[i] == parts[j]) refuse(option, parts[i], "named twice");
    }
  }
  return parts;
}

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
  model.score = one_of<ScoreKind>(values, "score",
                                  {{"logit", ScoreKind::Logit},
                                   {"prob", ScoreKind::Probability},
                                   {"logprob", ScoreKind::LogProbability}});
  model.pool =
      one_of<Pool>(values, "pool", {{"volume", Pool::Volume}, {"per-step", Pool::PerStep}});
  model.softmax_bound = within(values, "softmax-bound", 0.0, 1.0);
  model.occlusion = occlusion_from(values);
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

std::string value_text(const boost::any& value) {
  std::ostringstream text;
  if (const auto* s = boost::any_cast<std::string>(&value)) text << *s;
  if (const auto* i = boost::any_cast<int>(&value)) text << *i;
  if (const auto* l = boost::any_cast<int64_t>(&value)) text << *l;
  if (const auto* d = boost::any_cast<double>(&value)) text << *d;
  if (const auto* b = boost::any_cast<bool>(&value)) text << (*b ? "true" : "false");
  return text.str();
}

}  // namespace

po::options_description explain_options() {
  po::options_description all;
  all.add(model_options())
      .add(method_options())
      .add(clip_options())
      .add(output_options())
      .add(run_options());
  return all;
}

po::variables_map read_explain_options(const Arguments& arguments, const std::string& command) {
  po::positional_options_description positional;
  positional.add("path", -1);
  auto values = parse_arguments(arguments, all_options(), positional, command);
  if (values.count("config") == 0) return values;
  const auto& path = values["config"].as<std::string>();
  std::ifstream file(path);
  if (!file) throw Error(ExitCode::Missing, "--config " + path + ": cannot be opened");
  try {
    po::store(po::parse_config_file(file, all_options()), values);
  } catch (const po::error& e) {
    throw Error(ExitCode::Usage, "--config " + path + ": " + e.what());
  }
  return values;
}

ExplainSettings settings_from(const po::variables_map& values) {
  ExplainSettings s;
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

std::string as_config(const po::variables_map& values) {
  std::string config;
  for (const auto& [name, value] : values) {
    if (name == "path" || name == "help" || name == "config" || name == "print-config") continue;
    if (const auto* list = boost::any_cast<Strings>(&value.value())) {
      for (const std::string& item : *list) config += name + " = " + item + "\n";
    } else {
      config += name + " = " + value_text(value.value()) + "\n";
    }
  }
  return config;
}

}  // namespace vidcam
