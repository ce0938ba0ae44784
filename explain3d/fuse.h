#pragma once

namespace vidcam {

// How the maps of several layers become one, position by position on the grid of the model's input.
enum class Fuse { Mean, Max, Product };

}  // namespace vidcam
