#include "pipeline/cli/explain/explain_options.h"

#include <fstream>
#include <sstream>

#include "pipeline/base/error.h"
#include "pipeline/cli/explain/presets.h"

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
    ("softmax-bound", po::value<double>()->default_value(1e-6, "1e-6"), "gradcam++-softmax leaves out the unlikeliest classes, together at most this share of all but the one explained "
                                        "(0: none)")
    ("normalize", text("clip"), "range shown as 0..1: clip, video or none")
    ("smooth", by_default(0), "mean of the maps over this many noisy copies of the input (0: the input itself)")
    ("noise", po::value<double>()->default_value(0.15, "0.15"), "standard deviation of that noise, as a share of the range of the clip's values")
    ("seed", by_default(1), "of that noise")
    ("occlusion-patch", by_default(0), "occlusion: side of the grey patch in pixels of the model's input (0: a seventh of the shorter side)")
    ("occlusion-stride", by_default(0), "occlusion: pixels from one patch to the next (0: the patch for clips, half of it for pictures)")
    ("occlusion-frames", by_default(0), "occlusion: frames of the clip that a patch covers (0: a quarter of the clip)")
    ("occlusion-frame-stride", by_default(0), "occlusion: frames from one patch to the next (0: as many as it covers)");
  return o;
}
po::options_description convention_options() {
  po::options_description o("Conventions (what --preset sets in one word)");
  o.add_options()
    ("preset", text("paper"), "paper, authors-code, mmaction2, slowfast or pytorch-grad-cam: speaks that dialect. Options named beside it win")
    ("score", text("logit"), "what is differentiated: logit, prob or logprob")
    ("gradient", text("plain"), "plain, or rms: divided by its root mean square over the clip")
    ("pool", text("volume"), "volume: one weight per channel (paper); per-step: one per channel and time step")
    ("alpha-form", text("eq19"), "of gradcam++: eq19 (paper); epsilon: 1e-6 added to its denominator; authors: as the authors' video script")
    ("order", text("relu-upsample-normalize"), "what is done to a class activation map's sum: relu-upsample-normalize, upsample-relu-normalize or relu-normalize-upsample")
    ("upsampling", text("linear"), "to the grid of the model's input: linear (half-pixel), or spline: cubic, corners aligned, for clips (pictures stay linear)")
    ("range", text("min-max"), "shown as 0: a map's smallest value (min-max), or 0 itself (max); as 1: its largest")
    ("range-epsilon", by_default(0.0), "added to what a map is divided by");
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
    ("channels", po::bool_switch(), "also write which channels of the layer weigh most for each target, STEM_channels.csv and .json")
    ("channel-names", text(""), "what these channels are called: one name a line, in their order")
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
      .add(convention_options())
      .add(clip_options())
      .add(output_options())
      .add(run_options());
  return all;
}

namespace {

void add_config(po::variables_map& values) {
  const auto& path = values["config"].as<std::string>();
  std::ifstream file(path);
  if (!file) throw Error(ExitCode::Missing, "--config " + path + ": cannot be opened");
  try {
    po::store(po::parse_config_file(file, all_options()), values);
  } catch (const po::error& e) {
    throw Error(ExitCode::Usage, "--config " + path + ": " + e.what());
  }
}

}  // namespace

po::variables_map read_explain_options(const Arguments& arguments, const std::string& command) {
  po::positional_options_description positional;
  positional.add("path", -1);
  auto values = parse_arguments(arguments, all_options(), positional, command);
  if (values.count("config") > 0) add_config(values);
  apply_preset(values);
  return values;
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
