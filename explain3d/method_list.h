#pragma once

#include <string>
#include <vector>

namespace vidcam {

// What a method is, for people: one line each.
struct MethodInfo {
  std::string name;      // as `--method` takes it
  std::string formula;   // symbols of docs/numerics.md
  std::string equation;  // in the paper
  std::string paper;
  // What it asks of the model beyond the one forward and the one backward pass that all methods
  // share: "a forward pass a channel"; empty: nothing.
  std::string cost;
};

// Every method there is, in the order `vidcam methods` prints. This header is free of LibTorch.
[[nodiscard]] std::vector<MethodInfo> list_methods();

}  // namespace vidcam
