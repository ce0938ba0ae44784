#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "samples/scenes/still_scene.h"

// Captions as the numbers that a network reads and writes: places in one vocabulary.
namespace vidcam::samples {

inline constexpr const char* kPad = "<pad>";
inline constexpr const char* kStart = "<start>";
inline constexpr const char* kEnd = "<end>";
inline constexpr int64_t kPadToken = 0, kStartToken = 1, kEndToken = 2;

// Tokens of the longest caption of a StillScene, <start> and <end> with it.
inline constexpr int kCaptionTokens = 10;

// <pad>, <start>, <end>, then every word of the scenes' captions, once.
[[nodiscard]] const std::vector<std::string>& caption_vocabulary();

// <start>, the words, <end>, then <pad> up to kCaptionTokens. Throws std::out_of_range for a word
// that the vocabulary lacks, std::length_error for too many.
[[nodiscard]] std::vector<int64_t> caption_tokens(const std::vector<std::string>& words);

}  // namespace vidcam::samples
