#pragma once

#include <span>

namespace vidcam {

// How sure the model is of the class that it predicted on the full input: softmax probabilities.
struct Confidence {
  double full = 0;       // Y: on the full input
  double explained = 0;  // O: of the same class on the explanation input, E = L o I
};

// Relative: 100 max(0, Y - O) / Y, the paper's. Absolute: 100 max(0, Y - O), what pytorch-grad-cam
// 1.5.7 prints (DropInConfidence, times 100): large drops of unsure inputs count less.
enum class DropKind { Relative, Absolute };

// One item's part of Average Drop %, 0..100. 0 where Y is 0: there is nothing to lose. Throws
// std::invalid_argument unless Y and O are finite and not negative: what can be negative (a logit)
// is no confidence.
[[nodiscard]] double drop_percent(const Confidence& c, DropKind kind = DropKind::Relative);

// Average Drop %: the mean over items,
//
//   100 / N sum_i max(0, Y_i - O_i) / Y_i
//
// Chattopadhay et al.: Grad-CAM++, WACV 2018, arXiv 1710.11063, section 4.1 (the 1/N is missing in
// print; text and tables have it). Lower is better. Throws as above, and for no items.
[[nodiscard]] double average_drop_percent(std::span<const Confidence> items,
                                          DropKind kind = DropKind::Relative);

// % Increase in Confidence: 100 / N sum_i 1[Y_i < O_i]. Same section. Higher is better. Throws as
// above, and for no items.
[[nodiscard]] double increase_percent(std::span<const Confidence> items);

}  // namespace vidcam
