#include "pipeline/cli/presets.h"

#include <algorithm>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {

namespace po = boost::program_options;

const std::vector<Preset>& presets() {
  // tap raw: these hook the layer that is named, whatever follows it.
  static const std::vector<Preset> kPresets = {
      {"paper", {}},
      {"authors-code",
       {{"score", "prob"},
        {"gradient", "rms"},
        {"alpha-form", "authors"},
        {"order", "upsample-relu-normalize"},
        {"upsampling", "spline"},
        {"range", "max"},
        {"view", "masked"}}},
      {"mmaction2",
       {{"tap", "raw"},
        {"method", "gradcam"},
        {"methods", "gradcam"},
        {"pool", "per-step"},
        {"range-epsilon", "1e-20"},
        {"colormap", "viridis"}}},
      {"slowfast",
       {{"tap", "raw"},
        {"method", "gradcam"},
        {"methods", "gradcam"},
        {"score", "prob"},
        {"pool", "per-step"},
        {"range-epsilon", "1e-6"},
        {"colormap", "viridis"}}},
      {"pytorch-grad-cam",
       {{"tap", "raw"},
        {"alpha-form", "epsilon"},
        {"order", "relu-normalize-upsample"},
        {"upsampling", "spline"},
        {"range-epsilon", "1e-7"},
        {"mask-space", "normalised"},
        {"drop", "absolute"}}},
  };
  return kPresets;
}

namespace {

const Preset& find_preset(const std::string& name) {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) {
    if (preset.name == name) return preset;
    names.push_back(preset.name);
  }
  throw Error(ExitCode::Usage, "--preset " + name + ": expected " + joined(names, ", "));
}

}  // namespace

void apply_preset(po::variables_map& values) {
  for (const auto& [option, text] : find_preset(values["preset"].as<std::string>()).options) {
    const auto found = values.find(option);
    if (found == values.end() || !found->second.defaulted()) continue;
    po::variable_value& value = found->second;
    const bool is_number = boost::any_cast<double>(&value.value()) != nullptr;
    value.value() = is_number ? boost::any(std::stod(text)) : boost::any(text);
  }
}

}  // namespace vidcam
