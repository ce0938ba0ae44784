#pragma once

namespace vidcam {

// In which order a map's sum is rectified, brought to the grid of the model's input and laid in a
// range.
enum class MapOrder {
  ReluUpsampleNormalize,  // the default
  UpsampleReluNormalize,  // as the Grad-CAM++ authors' video script
  // As pytorch-grad-cam, which rectifies the upsampled map and normalises it once more.
  ReluNormalizeUpsample
};

// How a map is brought to the grid of the model's input.
enum class Upsampling {
  Linear,  // trilinear, half-pixel (align_corners = False)
  // Cubic spline through the cells, first and last cell on first and last pixel, as
  // scipy.ndimage.zoom does. Of clips; pictures stay bilinear, as with the peers that use it.
  Spline
};

// The conventions by which a class activation map becomes heat; the papers leave them open, and
// each peer has its own. Maps that explain pixels have their own range and are not touched.
struct HeatForm {
  MapOrder order = MapOrder::ReluUpsampleNormalize;
  Upsampling upsampling = Upsampling::Linear;
  bool from_zero = false;  // a map is divided by its largest value; else its smallest becomes 0
  double epsilon = 0;      // added to what a map is divided by

  // The map may stay on the layer's grid; false: only on the input's is it what it is.
  [[nodiscard]] bool keeps_grid() const {
    return order == MapOrder::ReluUpsampleNormalize && upsampling == Upsampling::Linear;
  }
  bool operator==(const HeatForm&) const = default;
};

}  // namespace vidcam
