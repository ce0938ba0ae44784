#pragma once

#include <cstdint>
#include <vector>

namespace vidcam {

// Whose score S is explained, for each of N clips. A difference S^A - S^B asks what tells A from B;
// -S asks what speaks against the class (Grad-CAM, arXiv 1610.02391, sec. 3.3, "counterfactual
// explanations"). All methods take S as it comes, so that both work with every one of them.
struct ScoreAim {
  std::vector<int64_t> classes;   // A, one a clip
  std::vector<int64_t> versus{};  // B, likewise; empty: S = S^A
  bool against = false;           // S is taken with the other sign

  // Of clips [from, to); the last one again until there are `rows` of them.
  [[nodiscard]] ScoreAim of(size_t from, size_t to, size_t rows) const;
};

}  // namespace vidcam
