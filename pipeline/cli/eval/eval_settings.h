#pragma once

#include <string>
#include <vector>

#include "eval/bootstrap.h"
#include "eval/drop.h"
#include "explain3d/clip_explainer.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

// Whose class a clip is explained for: the one that the model predicts, or the true one.
enum class EvalTarget { Predicted, True };

// Everything `vidcam eval` was asked for.
struct EvalSettings {
  std::vector<std::string> inputs;  // or one manifest
  bool recursive = false;
  ExplainOptions model;
  std::string preset = "paper";      // what set the conventions that no option names
  std::vector<std::string> metrics;  // of kMetrics (figures.h)
  EvalTarget target = EvalTarget::Predicted;
  MaskSpace mask_space = MaskSpace::Pixel;
  DropKind drop = DropKind::Relative;
  std::vector<double> deltas{0, 0.25, 0.5};  // of Loc
  double box_share = 0.15;                   // localisation: of the map's maximum
  double box_iou = 0.5;
  double tolerance = 0;  // of the pointing game, pixels
  int steps = 20;        // of the curves
  BootstrapOptions bootstrap;
  int stride = 0;      // 0: the clip's length
  int frame_step = 0;  // 0: the card's
  MediaJob reading;    // what is the same for all inputs
  std::string out = "vidcam-eval";
  int jobs = 0;  // 0: one a core
  double stall_timeout_seconds = 60;
  bool quiet = false;
  bool dry_run = false;
  std::string command;  // as it was given, for people

  [[nodiscard]] bool measures(const std::string& metric) const;
};

[[nodiscard]] const char* to_text(EvalTarget target);
[[nodiscard]] const char* to_text(MaskSpace space);
[[nodiscard]] const char* to_text(DropKind kind);

}  // namespace vidcam
