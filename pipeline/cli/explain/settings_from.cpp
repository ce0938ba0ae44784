#include <algorithm>

#include "model3d/labels.h"
#include "pipeline/base/nearest.h"
#include "pipeline/cli/conventions.h"
#include "pipeline/cli/explain/explain_options.h"
#include "pipeline/cli/model_options.h"
#include "pipeline/cli/option_values.h"

namespace vidcam {

namespace po = boost::program_options;

namespace {

void check_views(const Strings& views) {
  static const Strings kKnown{"overlay",      "masked", "heat", "guided",
                              "side-by-side", "source", "sheet"};
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
  media.sheet.moments = within(values, "moments", 1, 100);
  media.text = !values["no-text"].as<bool>();
  media.audio = !values["no-audio"].as<bool>();
  static_cast<void>(one_of<int>(values, "codec", {{"h264", 0}}));
  media.codec = values["codec"].as<std::string>();
  media.x264_preset = values["preset-x264"].as<std::string>();
  media.crf = within(values, "crf", 0, 51);
  media.codec_threads = within(values, "codec-threads", 0, 64);
  media.memory_bytes = int64_t{within(values, "memory", 1, 1 << 20)} << 20;
  return media;
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

void set_layers(const po::variables_map& values, ExplainOptions& model) {
  model.fuse = one_of<Fuse>(values, "fuse",
                            {{"mean", Fuse::Mean}, {"max", Fuse::Max}, {"product", Fuse::Product}});
  model.steps = values["steps"].as<bool>();
  if (values["layer"].as<std::string>().empty()) return;
  Strings layers = list_of(values, "layer");
  model.layer = layers.front();
  model.further_layers.assign(layers.begin() + 1, layers.end());
}

SmoothingOptions smoothing_from(const po::variables_map& values) {
  return {within(values, "smooth", 0, 10000), within(values, "noise", 0.0, 10.0),
          static_cast<uint64_t>(within(values, "seed", 0, 1 << 30))};
}

void set_channels(const po::variables_map& values, ExplainSettings& s) {
  s.model.channels = values["channels"].as<bool>();
  s.channel_sheet = within(values, "channel-sheet", 0, 1000);
  if (s.channel_sheet > 0 && !s.model.channels)
    refuse("channel-sheet", std::to_string(s.channel_sheet), "needs --channels");
  const auto& names = values["channel-names"].as<std::string>();
  if (names.empty()) return;
  if (!s.model.channels) refuse("channel-names", names, "needs --channels");
  s.channel_names = read_labels(names);
}

}  // namespace

ExplainSettings settings_from(const po::variables_map& values) {
  ExplainSettings s;
  s.preset = values["preset"].as<std::string>();
  s.model = model_from(values, "method");
  set_layers(values, s.model);
  set_conventions(values, s.model);
  s.model.smoothing = smoothing_from(values);
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
  set_channels(values, s);
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
