#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "pipeline/base/clip.h"

namespace vidcam {

// Puts the clips of a few items into one line, in the order of the items, whichever of them is
// decoded first: which clips the model runs together depends on the items alone, so that their
// figures are the same in every run, also in one that goes on where another was killed.
class ClipLine {
 public:
  // Clips of items[0] come first, then those of items[1] ... batch: clips that are run together.
  ClipLine(std::vector<size_t> items, int batch);

  struct Place {
    size_t item = 0;
    Clip clip;
  };

  // The clips of one item come in order.
  void push(size_t item, Clip clip);
  // The item has no more clips.
  void close(size_t item);
  // Clips of the item that still stand in line are of no use any more, and no more will come.
  void drop(size_t item);

  // A batch is full, or nothing more will come to fill it.
  [[nodiscard]] bool is_due() const;
  // That batch, at least one clip, all of one size; only where it is due.
  [[nodiscard]] std::vector<Place> take();

 private:
  struct Queue {
    size_t item = 0;
    bool closed = false;
    std::deque<Clip> clips;
  };
  [[nodiscard]] Queue& queue_of(size_t item);

  std::vector<Queue> queues_;
  size_t batch_;
};

}  // namespace vidcam
