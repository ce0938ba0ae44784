#include "pipeline/cli/eval/eval_options.h"

#include <algorithm>
#include <charconv>

#include "pipeline/cli/conventions.h"
#include "pipeline/cli/eval/figures.h"
#include "pipeline/cli/model_options.h"
#include "pipeline/cli/option_values.h"
#include "pipeline/cli/presets.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

// clang-format off
po::options_description map_options() {
  po::options_description o("Explanations");
  o.add_options()
    ("methods", text("gradcam,gradcam++"), "methods to compare, comma-separated (see vidcam methods)")
    ("target", text("predicted"), "class that a clip is explained for: predicted (by the model), or true (the manifest's label)");
  add_method_options(o);
  return o;
}
po::options_description measure_options() {
  po::options_description o("Measures");
  o.add_options()
    ("metrics", text("all"), "all (of those that are not dear), or a list of those above, comma-separated; all may be one of them")
    ("curves", po::bool_switch(), "area-confidence, deletion and insertion, too; says first how long it takes")
    ("curve-steps", by_default(20), "points of a curve, less one")
    ("mask-space", text("pixel"), "where maps are multiplied with clips: pixel (the rest is black), or normalised (it is 0 in the model's input)")
    ("drop", text("relative"), "relative: 100 max(0, Y - O) / Y (paper); absolute: 100 max(0, Y - O)")
    ("loc-deltas", text("0,0.25,0.5"), "thresholds of Loc, comma-separated, each at least 0 and below 1")
    ("box-share", by_default(0.15), "localisation: the box holds the largest part of the map above this share of its maximum")
    ("box-iou", by_default(0.5), "localisation: found where it covers a true box by this intersection over union")
    ("pointing-tolerance", by_default(0.0), "pixels that the strongest point may lie beside a box")
    ("seed", by_default<int64_t>(1), "of the bootstrap")
    ("resamples", by_default(10000), "of the bootstrap");
  return o;
}
po::options_description clip_options() {
  po::options_description o("Clips");
  o.add_options()
    ("stride", by_default(0), "frames from one clip to the next (0: the clip's length)")
    ("frame-step", by_default(0), "frames from one clip frame to the next (0: the card's)")
    ("clips", text("all"), "all, N windows spread over the video, or at:SECONDS[,SECONDS...]");
  return o;
}
po::options_description limit_options() {
  po::options_description o("Limits");
  add_limit_options(o);
  return o;
}
po::options_description run_options() {
  po::options_description o("Run");
  o.add_options()
    ("out,o", text("vidcam-eval"), "folder for the results; named again, a run goes on where it was stopped")
    ("recursive,r", po::bool_switch(), "take every video, picture and .npy under a folder");
  add_jobs_option(o);
  o.add_options()
    ("quiet,q", po::bool_switch(), "no progress, no table")
    ("config", po::value<std::string>(), "INI file with these options; the command line wins")
    ("print-config", po::bool_switch(), "print the options as such a file, and stop")
    ("dry-run", po::bool_switch(), "load the model, read the manifest, say what would be done, and stop")
    ("help,h", "this text");
  return o;
}
// clang-format on

constexpr const char* kCurves[] = {"area-confidence", "deletion", "insertion"};

void check_metric(const std::string& name) {
  Strings known{"all"};
  for (const MetricInfo& metric : metrics()) known.emplace_back(metric.name);
  if (std::find(known.begin(), known.end(), name) == known.end())
    refuse("metrics", name, "expected " + joined(known, ", "));
}

// In the order of the list, whatever order they were named in.
Strings metrics_from(const po::variables_map& values) {
  const Strings wanted = list_of(values, "metrics");
  for (const std::string& name : wanted) check_metric(name);
  const auto named = [&](const char* name) {
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  const bool curves = values["curves"].as<bool>();
  Strings chosen;
  for (const MetricInfo& metric : metrics()) {
    const bool curve = std::find(std::begin(kCurves), std::end(kCurves),
                                 std::string(metric.name)) != std::end(kCurves);
    if (named(metric.name) || (named("all") && !metric.dear) || (curves && curve))
      chosen.emplace_back(metric.name);
  }
  return chosen;
}

std::vector<double> deltas_from(const po::variables_map& values) {
  std::vector<double> deltas;
  for (const std::string& part : list_of(values, "loc-deltas")) {
    double delta = -1;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), delta);
    if (error != std::errc() || end != part.data() + part.size() || !(delta >= 0 && delta < 1))
      refuse("loc-deltas", part, "expected numbers of at least 0 and below 1");
    deltas.push_back(delta);
  }
  return deltas;
}

void read_measures(const po::variables_map& values, EvalSettings& s) {
  s.metrics = metrics_from(values);
  s.target = one_of<EvalTarget>(values, "target",
                                {{"predicted", EvalTarget::Predicted}, {"true", EvalTarget::True}});
  s.mask_space = one_of<MaskSpace>(
      values, "mask-space", {{"pixel", MaskSpace::Pixel}, {"normalised", MaskSpace::Normalised}});
  s.drop = one_of<DropKind>(values, "drop",
                            {{"relative", DropKind::Relative}, {"absolute", DropKind::Absolute}});
  s.deltas = deltas_from(values);
  s.box_share = within(values, "box-share", 1e-6, 1.0);
  s.box_iou = within(values, "box-iou", 0.0, 1.0);
  s.tolerance = within(values, "pointing-tolerance", 0.0, 1e6);
  s.steps = within(values, "curve-steps", 2, 1000);
  s.bootstrap.seed = static_cast<uint64_t>(within(values, "seed", int64_t{0}, int64_t{1} << 62));
  s.bootstrap.resamples = within(values, "resamples", 1, 1000000);
}

}  // namespace

po::options_description eval_result_options() {
  po::options_description all;
  all.add(model_options("fp32",
                        "of the layers before the tapped one: fp32, bf16 or int8 (a preview)"))
      .add(map_options())
      .add(convention_options("--tap, --score, --pool, --methods, --mask-space and --drop"))
      .add(measure_options())
      .add(clip_options())
      .add(limit_options());
  return all;
}

po::options_description eval_options() { return eval_result_options().add(run_options()); }

std::string metrics_help() {
  std::string help;
  for (const MetricInfo& metric : metrics()) {
    std::string name = "  " + std::string(metric.name);
    name.resize(25, ' ');
    const std::string needs = to_text(metric.needs);
    help += name + metric.about + (needs.empty() ? "" : " (needs " + needs + ")") +
            (metric.dear ? " (dear)" : "") + "\n";
  }
  return help;
}

po::variables_map read_eval_options(const Arguments& arguments, const std::string& command) {
  auto values = read_options(arguments, eval_options(), command);
  apply_preset(values);
  return values;
}

EvalSettings eval_settings_from(const po::variables_map& values) {
  EvalSettings s;
  s.preset = values["preset"].as<std::string>();
  s.model = model_from(values, "methods");
  set_conventions(values, s.model);
  if (s.model.precision == PrecisionRequest::Auto)
    refuse("precision", "auto",
           "expected fp32, bf16 or int8: figures must not depend on which is faster today");
  read_measures(values, s);
  s.reading = reading_from(values);
  if (values.count("path") > 0) s.inputs = values["path"].as<Strings>();
  s.recursive = values["recursive"].as<bool>();
  s.stride = within(values, "stride", 0, 1 << 20);
  s.frame_step = within(values, "frame-step", 0, 1 << 10);
  s.out = values["out"].as<std::string>();
  s.jobs = within(values, "jobs", 0, 1024);
  s.stall_timeout_seconds = within(values, "stall-timeout", 1.0, 1e6);
  s.quiet = values["quiet"].as<bool>();
  s.dry_run = values["dry-run"].as<bool>();
  return s;
}

}  // namespace vidcam
