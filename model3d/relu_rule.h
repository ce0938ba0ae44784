#pragma once

namespace vidcam {

// What a ReLU y = max(0, x) hands back of the gradient G that arrives at y.
//   Plain   1[x > 0] G         its derivative
//   Guided  1[x > 0] relu(G)   guided backpropagation: Springenberg et al. 2015, arXiv 1412.6806
//   Deconv  relu(G)            deconvnet: Zeiler, Fergus 2014, arXiv 1311.2901
// An operator that is like a ReLU is treated alike: Plain is its own derivative f'(x) G, Guided
// f'(x) relu(G), Deconv relu(G) for every x under its upper bound (relu6, hardtanh) and 0 above it.
enum class ReluRule { Plain, Guided, Deconv };

}  // namespace vidcam
