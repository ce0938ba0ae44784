#pragma once

#include <cstddef>
#include <future>
#include <iterator>
#include <vector>

namespace vidcam {

// Cuts so many items into even runs, one a worker, and does all of them at the same time, the first
// on the caller's thread: work(worker, from, count) gives a vector. Its results one after the
// other. What the first of them throws is thrown, once all are done.
template <class Result, class Work>
[[nodiscard]] std::vector<Result> in_parts(size_t items, size_t workers, const Work& work) {
  const auto start = [&](size_t worker) { return (items * worker + workers - 1) / workers; };
  const auto part = [&](size_t w) { return work(w, start(w), start(w + 1) - start(w)); };
  std::vector<std::future<std::vector<Result>>> others;  // wait in their destructors
  for (size_t w = 1; w < workers; ++w)
    if (start(w + 1) > start(w)) others.push_back(std::async(std::launch::async, part, w));
  std::vector<Result> results = part(0);
  for (auto& other : others) {
    std::vector<Result> more = other.get();
    results.insert(results.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
  }
  return results;
}

}  // namespace vidcam
