#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/base/explanation.h"
#include "pipeline/cli/eval/figures.h"

namespace vidcam {

// Points of a curve of confidences.
struct Curve {
  std::vector<double> share;  // of the positions taken away, or put in: as asked for, 0..1
  std::vector<double> real;   // as it came out (ties stay together in the area-confidence curve)
  std::vector<double> value;  // area-confidence: O / Y; deletion, insertion: the confidence
};

// By metric: "area-confidence", "deletion", "insertion".
using Curves = std::map<std::string, Curve>;

// What was measured of one method's map of one clip.
struct MapValues {
  MapStatus status = MapStatus::Ok;
  double explained = 0;  // O
  Figures figures;
  Curves curves;
};

struct ClipValues {
  int64_t index = 0;
  int64_t first_frame = 0;
  int64_t frames = 0;  // source frames covered
  double start_seconds = 0;
  ClassScore predicted;
  ClassScore target;            // explained; its probability is Y
  std::vector<MapValues> maps;  // one a method
  std::string error;            // not empty: nothing could be measured, and why
};

}  // namespace vidcam
