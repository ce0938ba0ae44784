#pragma once

#include <boost/program_options.hpp>

#include <string>
#include <utility>
#include <vector>

namespace vidcam {

// A dialect: what its author's program does where the papers leave a choice, as options. Some are
// of one command alone: explain draws (view), eval measures (mask-space). docs/peers.md tells where
// each was read.
struct Preset {
  std::string name;
  std::vector<std::pair<std::string, std::string>> options;  // by name; the rest is the default
};
[[nodiscard]] const std::vector<Preset>& presets();

// Gives the options that --preset names their values, but for those that the command line or
// --config has, and those that the command does not have. Throws Error (Usage): no such preset.
void apply_preset(boost::program_options::variables_map& values);

}  // namespace vidcam
