#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vidcam {

// What a model's forward takes behind the clip or picture: an entry of the card's "extra_inputs",
// in the order of forward's arguments. One value serves all clips of a run.
struct FurtherInput {
  enum class Kind {
    BagOfWords,  // float32 [1, V]: how often each word of the vocabulary stands in a text
    Tokens,      // int64 [1, L]: the place of each word of a text in the vocabulary
    Tensor       // numbers from a file
  };
  std::string name;
  Kind kind = Kind::Tensor;
  std::vector<std::string> vocabulary;  // BagOfWords, Tokens
  int length = 0;              // Tokens: L, filled up with `pad`; 0: as many as there are words
  int pad = 0;                 // Tokens: place of the padding word
  int unknown = -1;            // Tokens: place of the word for unknown ones; -1: they are left out
  std::vector<int64_t> shape;  // Tensor: of one item, without N
  bool integers = false;       // Tensor: int64, not float32

  [[nodiscard]] bool is_text() const { return kind != Kind::Tensor; }
};

}  // namespace vidcam
