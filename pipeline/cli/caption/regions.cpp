#include "pipeline/cli/caption/regions.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "pipeline/base/csv.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/eval/map_values.h"

namespace vidcam {
namespace {

constexpr std::array kFigures{"inside_outside", "energy", "object_area"};

struct Sum {
  double sum = 0;
  int64_t clips = 0;
};
// Of one map in one region: each figure, over the clips that have it.
using Sums = std::array<Sum, kFigures.size()>;

EvalSettings settings() {
  EvalSettings settings;
  settings.metrics = {"energy", "inside-outside"};
  return settings;
}

void add(Sums& sums, const Figures& figures) {
  for (size_t f = 0; f < kFigures.size(); ++f) {
    const auto found = figures.find(kFigures[f]);
    if (found == figures.end() || !std::isfinite(found->second)) continue;
    sums[f].sum += found->second;
    ++sums[f].clips;
  }
}

std::string cells(const Sums& sums) {
  std::string text;
  for (const Sum& each : sums)
    text += "," + (each.clips > 0 ? number_text(each.sum / static_cast<double>(each.clips)) : "");
  return text;
}

ClipTruth truth_of(const InputTask& task, const ClipSpec& spec, int64_t clip, const Box& region) {
  const auto record = nlohmann::json::parse(task.clips().record(clip));
  const int frames = record.at("frames");
  return {spec,
          task.stream->display_width(),
          task.stream->display_height(),
          frames,
          {static_cast<size_t>(frames), std::vector<Box>{region}},
          {}};
}

}  // namespace

Box region_from(const std::string& text) {
  std::istringstream stream(text);
  Box box;
  char commas[3] = {};
  stream >> box.x0 >> commas[0] >> box.y0 >> commas[1] >> box.x1 >> commas[2] >> box.y1;
  const bool fine = !stream.fail() && stream.peek() == EOF && box.x0 < box.x1 && box.y0 < box.y1 &&
                    std::string(commas, 3) == ",,,";
  if (fine) return box;
  throw Error(ExitCode::Usage, "--region " + text +
                                   ": expected x0,y0,x1,y1 in pixels of the picture, x0 < x1 and "
                                   "y0 < y1");
}

std::string regions_csv(const InputTask& task, const ClipSpec& spec,
                        const std::vector<Box>& regions) {
  const size_t methods = task.methods().size();
  const size_t maps = task.target_requests().size() * methods;
  std::vector<Sums> sums(maps * regions.size());
  std::vector<std::string> labels(task.target_requests().size());
  for (int64_t c = 0; c < task.clips().clips(); ++c) {
    const ClipHeat heat = task.clips().heat(c);
    for (size_t i = 0; i < sums.size(); ++i) {
      const size_t map = i / regions.size();
      const TargetHeat& target = heat.targets.at(map / methods);
      labels[map / methods] = target.label;
      add(sums[i], box_figures(target.methods.at(map % methods).heat,
                               truth_of(task, spec, c, regions[i % regions.size()]), settings()));
    }
  }
  std::string csv = "target,label,method,region,inside_outside,energy,area\n";
  for (size_t i = 0; i < sums.size(); ++i) {
    const size_t map = i / regions.size(), target = map / methods;
    csv += csv_cell(task.target_requests()[target].name) + "," + csv_cell(labels[target]) + "," +
           task.methods()[map % methods] + "," + std::to_string(i % regions.size()) +
           cells(sums[i]) + "\n";
  }
  return csv;
}

}  // namespace vidcam
