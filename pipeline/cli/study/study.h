#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vidcam {

// A blind study of two methods: judges see two explanations of each item, left and right of its
// source, and say which makes them trust the model more. Chattopadhay et al.: Grad-CAM++, WACV
// 2018, section 4.2.
struct StudyOptions {
  std::vector<std::string> folders;  // of vidcam explain --no-text
  std::string method_a;
  std::string method_b;
  std::string view;  // where there are several; "": the only one
  std::string question = "Which of the two makes you trust the model more?";
  std::string out = "vidcam-study";
  uint64_t seed = 0;  // of the sides, the order and the sample
  size_t items = 0;   // 0: all
};

// Writes what judges get, OUT/judges (study.html and media/, neutrally named, of one date, the two
// of an item of one size), and what they must not get, OUT/key.json. Half of the items have
// method_a on the left. Returns the paths of the page and of the key. Throws Error: Missing,
// Unusable, Io; Usage where the explanations name their method in their picture, or are not of the
// two methods and one class; OtherSettings where OUT holds a study.
std::vector<std::string> make_study(const StudyOptions& options);

}  // namespace vidcam
