#include "pipeline/cli/explain/explain_options.h"

#include <algorithm>

#include "pipeline/base/nearest.h"
#include "pipeline/cli/model_options.h"
#include "pipeline/cli/option_values.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

// clang-format off
po::options_description method_options() {
  po::options_description o("Explanation");
  o.add_options()
    ("method", text("gradcam,gradcam++"), "methods, comma-separated (see vidcam methods); all from one forward pass, but for those that ask the model again")
    ("target", po::value<Strings>()->default_value({"top1"}, "top1"), "class to explain: top1 (of each clip), top:K, class:INDEX, label:NAME, "
                                           "video-top1 (of the whole video); repeatable");
  add_method_options(o);
  o.add_options()
    ("normalize", text("clip"), "range shown as 0..1: clip, video or none");
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
    ("recursive,r", po::bool_switch(), "take every video, picture and .npy under a folder");
  add_reading_options(o);
  o.add_options()
    ("memory", by_default(512), "MB of frames that may wait for their heat, for each input in work")
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

void check_views(const Strings& views) {
  static const Strings kKnown{"overlay", "masked", "heat", "guided", "side-by-side", "source"};
  for (const std::string& view : views) {
    if (std::find(kKnown.begin(), kKnown.end(), view) == kKnown.end())
      refuse("view", view, "expected " + joined(kKnown));
  }
}

MediaJob media_from(const po::variables_map& values) {
  MediaJob media = reading_from(values);
  media.colormap = values["colormap"].as<std::string>();
  static_cast<void>(one_of<int>(
      values, "colormap", {{"jet", 0}, {"viridis", 0}, {"turbo", 0}, {"inferno", 0}, {"gray", 0}}));
  media.alpha = within(values, "alpha", 0.0, 1.0);
  media.text = !values["no-text"].as<bool>();
  media.audio = !values["no-audio"].as<bool>();
  static_cast<void>(one_of<int>(values, "codec", {{"h264", 0}}));
  media.codec = values["codec"].as<std::string>();
  media.x264_preset = values["preset-x264"].as<std::string>();
  media.crf = within(values, "crf", 0, 51);
  media.memory_bytes = int64_t{within(values, "memory", 1, 1 << 20)} << 20;
  return media;
}

}  // namespace

po::options_description explain_options() {
  po::options_description all;
  all.add(model_options("auto",
                        "of the layers before the tapped one: fp32, bf16, or auto: bf16 where it "
                        "is faster here and gives the same maps"))
      .add(method_options())
      .add(clip_options())
      .add(output_options())
      .add(run_options());
  return all;
}

po::variables_map read_explain_options(const Arguments& arguments, const std::string& command) {
  return read_options(arguments, explain_options(), command);
}

ExplainSettings settings_from(const po::variables_map& values) {
  ExplainSettings s;
  s.model = model_from(values, "method");
  s.media = media_from(values);
  if (values.count("path") > 0) s.inputs = values["path"].as<Strings>();
  s.recursive = values["recursive"].as<bool>();
  s.target_texts = values["target"].as<Strings>();
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

}  // namespace vidcam
