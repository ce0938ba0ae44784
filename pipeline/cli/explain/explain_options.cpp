#include "pipeline/cli/explain/explain_options.h"

#include "pipeline/cli/conventions.h"
#include "pipeline/cli/model_options.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/presets.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

// clang-format off
po::options_description method_options() {
  po::options_description o("Explanation");
  o.add_options()
    ("method", text("gradcam,gradcam++"), "methods, comma-separated (see vidcam methods); all from one forward pass, but for those that ask the model again")
    ("target", po::value<Strings>()->default_value({"top1"}, "top1"), "class to explain: top1 (of each clip), top:K, class:INDEX, label:NAME, "
                                           "video-top1 (of the whole video); repeatable")
    ("versus", text(""), "explain the difference of two scores, the target's minus this class's: class:INDEX, label:NAME, top1 or "
                         "top:K (the K-th likeliest)")
    ("evidence", text("for"), "for: what speaks for the target; against: what speaks against it (the score's negative); or both, comma-separated")
    ("steps", po::bool_switch(), "of a layer that is called several times in a pass (a recurrent cell, say): a map for each call, shown along the clip's frames")
    ("fuse", text("mean"), "of several layers (--layer a,b): each one's map on the grid of the model's input, 0..1, then mean, max or product");
  add_method_options(o);
  o.add_options()
    ("normalize", text("clip"), "range shown as 0..1: clip, video or none")
    ("smooth", by_default(0), "mean of the maps over this many noisy copies of the input (0: the input itself)")
    ("noise", po::value<double>()->default_value(0.15, "0.15"), "standard deviation of that noise, as a share of the range of the clip's values")
    ("seed", by_default(1), "of that noise");
  return o;
}
po::options_description clip_options() {
  po::options_description o("Clips");
  o.add_options()
    ("stride", by_default(0), "frames from one clip to the next (0: the clip's length); overlapping heat is blended")
    ("frame-step", by_default(0), "frames from one clip frame to the next (0: the card's)")
    ("clips", text("all"), "all, N windows spread over the video, or at:SECONDS[,SECONDS...]");
  return o;
}
po::options_description output_options() {
  po::options_description o("Output");
  o.add_options()
    ("channels", po::bool_switch(), "also write which channels of the layer weigh most for each target, STEM_channels.csv and .json")
    ("channel-names", text(""), "what these channels are called: one name a line, in their order")
    ("view", text("overlay"), "overlay, masked, heat, guided (the map in grey), side-by-side, source, sheet (contact sheet: a picture of all methods and targets); comma-separated")
    ("moments", by_default(6), "of a video on its contact sheet")
    ("colormap", text("jet"), "jet, viridis, turbo, inferno or gray")
    ("alpha", by_default(0.5), "share of the heat's colour in the overlay, 0..1")
    ("no-text", po::bool_switch(), "no label, probability and colour bar")
    ("no-audio", po::bool_switch(), "leave the sound out")
    ("codec", text("h264"), "video codec")
    ("preset-x264", text("veryfast"), "x264's speed preset")
    ("crf", by_default(20), "x264's quality, 0 (best) to 51");
  return o;
}
po::options_description limit_options() {
  po::options_description o("Limits");
  add_limit_options(o);
  o.add_options()
    ("memory", by_default(512), "MB of frames that may wait for their heat, for each input in work");
  return o;
}
po::options_description run_options() {
  po::options_description o("Run");
  o.add_options()
    ("out,o", text("vidcam-out"), "folder for the results")
    ("force", po::bool_switch(), "replace results that are there")
    ("channel-sheet", by_default(0), "with --channels: contact sheet and raw maps of the channels that weigh most, this many, STEM_top-channels_sheet.png")
    ("dump-clips", text(""), "folder for what the model saw: one .npy a clip, float32 [3,T,H,W], usable as input again")
    ("recursive,r", po::bool_switch(), "take every video, picture and .npy under a folder");
  add_jobs_option(o);
  o.add_options()
    ("codec-threads", by_default(0), "threads of each video's encoder (0: the cores that inputs worked on at once leave each other)")
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

}  // namespace

po::options_description result_options() {
  po::options_description all;
  all.add(model_options("auto",
                        "of the layers before the tapped one: fp32, bf16, int8 (a preview: fast on "
                        "a CPU with VNNI, maps a little off), or auto: bf16 where it is faster "
                        "here and gives the same maps"))
      .add(method_options())
      .add(convention_options("--tap, --score, --pool, --method, --view and --colormap"))
      .add(clip_options())
      .add(output_options())
      .add(limit_options());
  return all;
}

po::options_description explain_options() { return result_options().add(run_options()); }

po::variables_map read_explain_options(const Arguments& arguments, const std::string& command) {
  auto values = read_options(arguments, explain_options(), command);
  apply_preset(values);
  return values;
}

}  // namespace vidcam
