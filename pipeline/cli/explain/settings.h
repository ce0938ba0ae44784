#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

enum class Normalize { Clip, Video, None };

// One --target as given. video_top: the likeliest class of the whole video, known only after a
// first pass.
struct TargetRequest {
  std::string name;  // how files and records call it: "top1", "class12", "walk", "video-top1"
  bool video_top = false;
  TargetSpec spec;
};

// Everything `vidcam explain` was asked for.
struct ExplainSettings {
  std::vector<std::string> inputs;
  bool recursive = false;
  ExplainOptions model;
  std::string preset = "paper";  // what set the conventions that no option names
  std::vector<std::string> target_texts{"top1"};
  std::string versus;                // "": scores are explained, not differences
  std::vector<bool> against{false};  // of each target: what speaks for it, against it, or both
  Normalize normalize = Normalize::Clip;
  std::vector<std::string> views{"overlay"};
  bool sheet_goes_on = false;  // below the contact sheet that is there, if there is one
  int stride = 0;              // 0: the clip's length
  int frame_step = 0;          // 0: the card's
  MediaJob
      media;  // what is the same for all inputs; input, clip and outputs are filled in for each
  int channel_sheet = 0;                   // this many channels are shown by themselves
  std::vector<std::string> channel_names;  // of the layer's channels; empty: they have numbers only
  std::string out = "vidcam-out";
  std::string dump_clips;  // folder; "": not asked for
  bool force = false;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool dry_run = false;
  int jobs = 0;  // 0: one a core
  double stall_timeout_seconds = 60;
};

// A contact sheet is among the views.
[[nodiscard]] bool has_sheet(const ExplainSettings& settings);

[[nodiscard]] const char* to_text(Normalize normalize);
[[nodiscard]] const char* to_text(Fuse fuse);

}  // namespace vidcam
