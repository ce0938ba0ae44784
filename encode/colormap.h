#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "pipeline/base/frame.h"

namespace vidcam {

enum class Colormap { Jet, Viridis, Turbo, Inferno, Gray };

// Throws std::invalid_argument for an unknown name, listing the known ones.
[[nodiscard]] Colormap colormap_from_name(const std::string& name);

// 256 colours as the three sample values of a frame with this colour model: table[plane][level].
using ColorTable = std::array<std::array<uint8_t, 256>, 3>;
[[nodiscard]] ColorTable color_table(Colormap map, ColorModel color);

}  // namespace vidcam
