#pragma once

#include <string>
#include <vector>

namespace vidcam {

// How a caption model writes: the card's "caption". Its forward takes the picture or clip, what
// extra_inputs list, and int64 tokens [N, L] that begin with `start`; it gives scores [N, L, V] of
// the word that follows tokens[:, 0..t]. Or it is a pair of files: the model gives features, and
// `decoder` takes these and the tokens.
struct CaptionRules {
  std::vector<std::string> vocabulary;  // the word at i is token i
  int start = 0;                        // places in the vocabulary
  int end = 0;
  int length = 20;      // most words of a caption that the model is asked to write
  std::string decoder;  // path of the second file; "": the model takes the tokens itself
};

}  // namespace vidcam
