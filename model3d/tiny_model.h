#pragma once

#include <string>

namespace vidcam {

// Writes a TorchScript file and its card (PATH with .json) of a model whose explanation is known:
// clips of 8 frames of 16x16, one layer, `see`, that gives each place's brightness; class "bright"
// scores its mean, class "dark" the negative. Grad-CAM of "bright" at `see` is the brightness
// itself. Throws Error (Io).
void write_tiny_model(const std::string& path);

}  // namespace vidcam
