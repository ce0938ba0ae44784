#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace vidcam {

// What can be said of a model file without running it.
struct ModelSummary {
  int64_t bytes = 0;
  std::string sha256;
  std::vector<std::pair<std::string, std::string>> inputs;  // of forward: name, type
  std::string output;                                       // its type
  bool has_layer_names = false;              // false: frozen or traced flat; layers are "@conv[4]"
  std::map<std::string, int64_t> weights;    // numbers, by type ("float32"); buffers count, too
  std::map<std::string, int64_t> operators;  // how often each stands in the code: "aten::conv3d"
  std::vector<std::string> notes;            // what vidcam changes in it, one line each
};

// Reads the file and its code; runs nothing. Throws Error as loading does (Missing, Unusable with
// advice): what is refused, and why.
[[nodiscard]] ModelSummary summarize_model(const std::string& path);

}  // namespace vidcam
