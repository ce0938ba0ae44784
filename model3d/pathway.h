#pragma once

namespace vidcam {

// One of the inputs that a model takes of one clip: the card's input.pathways. SlowFast has two.
struct Pathway {
  int every = 1;   // frames 0, every, 2 every ... of the clip
  int frames = 0;  // where > 0 instead: so many, from the first to the last, evenly spaced and
                   // rounded down, as PySlowFast and PyTorchVideo pack them
};

}  // namespace vidcam
