#pragma once

namespace vidcam {

// Over which positions of a layer a channel's weight is pooled.
enum class Pool {
  Volume,  // one weight a channel, over T, H, W (the papers' reading)
  PerStep  // one weight a channel and time step, over H, W (what MMAction2 and SlowFast do)
};

}  // namespace vidcam
