#include "pipeline/cli/eval/clip_line.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace vidcam {

ClipLine::ClipLine(std::vector<size_t> items, int batch) : batch_(static_cast<size_t>(batch)) {
  for (const size_t item : items) queues_.push_back({item, false, {}});
}

ClipLine::Queue& ClipLine::queue_of(size_t item) {
  const auto found = std::find_if(queues_.begin(), queues_.end(),
                                  [item](const Queue& q) { return q.item == item; });
  if (found == queues_.end()) throw std::invalid_argument("clip line: no such item");
  return *found;
}

void ClipLine::push(size_t item, Clip clip) { queue_of(item).clips.push_back(std::move(clip)); }

void ClipLine::close(size_t item) { queue_of(item).closed = true; }

void ClipLine::drop(size_t item) {
  queue_of(item).clips.clear();
  queue_of(item).closed = true;
}

bool ClipLine::is_due() const {
  size_t ready = 0;
  for (const Queue& queue : queues_) {
    ready += queue.clips.size();
    if (ready >= batch_) return true;
    if (!queue.closed) return false;
  }
  return ready > 0;
}

std::vector<ClipLine::Place> ClipLine::take() {
  std::vector<Place> batch;
  for (Queue& queue : queues_) {
    while (!queue.clips.empty() && batch.size() < batch_) {
      const Clip& next = queue.clips.front();
      const bool fits = batch.empty() || (next.height == batch.front().clip.height &&
                                          next.width == batch.front().clip.width);
      if (!fits) return batch;
      batch.push_back({queue.item, std::move(queue.clips.front())});
      queue.clips.pop_front();
    }
    if (!queue.closed) break;
  }
  return batch;
}

}  // namespace vidcam
