#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace vidcam {

enum class InputKind {
  Media,
  Tensor
};  // what the media half opens; an .npy that is model input already

struct Input {
  std::string path;
  InputKind kind = InputKind::Media;
  std::string stem;        // how its results are called, below --out: unique within the run
  std::string sheet = {};  // its contact sheet, without suffix; empty: STEM_sheet beside the rest
};

// stem: how its results are called.
[[nodiscard]] Input input_of(const std::string& path, const std::string& stem);

// The inputs a command line names: files, folders of frames, "-" for paths (one a line) on `in`,
// and with recursive every file under a folder whose suffix says that it is a video, picture or
// .npy. An input that does not exist stays in the list (it fails when its turn comes, the others go
// on). Two inputs with one stem: the later ones get "-" and eight hex digits of their path. Throws
// Error (Usage) where nothing is left to do.
[[nodiscard]] std::vector<Input> list_inputs(const std::vector<std::string>& arguments,
                                             bool recursive, std::istream& in);

// The stem for an input whose plain stem belongs to another one.
[[nodiscard]] std::string distinct_stem(const Input& input);

}  // namespace vidcam
