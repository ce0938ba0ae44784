// The model half as a library: a tensor that is model input in, the heat of its likeliest class
// out.
//   explain_clip MODEL.pt INPUT.npy HEAT.npy       INPUT: [3, T, H, W] float32, HEAT: [t, h, w]
//   float32
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/error.h"
#include "pipeline/base/npy.h"

namespace {

void save(const vidcam::Heat& heat, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  out << vidcam::npy_bytes(std::vector<int64_t>{heat.t, heat.h, heat.w}, heat.values);
  if (!out.flush()) throw vidcam::Error(vidcam::ExitCode::Io, "cannot write " + path);
}

void explain(const std::string& model, const std::string& input, const std::string& output) {
  vidcam::ExplainOptions options;
  options.model_path = model;
  options.methods = {"gradcam++"};
  vidcam::ClipExplainer explainer(options);

  const vidcam::TargetSpec likeliest;
  const auto explained = explainer.explain(vidcam::read_npy(input), std::span(&likeliest, 1));
  const vidcam::TargetExplanation& found = explained.at(0).targets.at(0);
  const vidcam::MethodMap& map = found.maps.at(0);
  save(map.heat, output);
  std::printf("%s %.3f %s %s\n", found.target.label.c_str(), found.target.probability,
              explainer.facts().layer.c_str(), vidcam::to_text(map.status));
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fputs("explain_clip MODEL.pt INPUT.npy HEAT.npy\n", stderr);
    return static_cast<int>(vidcam::ExitCode::Usage);
  }
  try {
    explain(words[1], words[2], words[3]);
    return 0;
  } catch (const vidcam::Error& e) {
    std::fprintf(stderr, "explain_clip: %s\n", e.what());
    return static_cast<int>(e.code());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "explain_clip: %s\n", e.what());
    return static_cast<int>(vidcam::ExitCode::Bug);
  }
}
