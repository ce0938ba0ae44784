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
};

// Every method there is, in the order `vidcam methods` prints. This header is free of LibTorch.
[[nodiscard]] std::vector<MethodInfo> list_methods();

}  // namespace vidcam
