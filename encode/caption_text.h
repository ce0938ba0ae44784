#pragma once

#include <string>
#include <string_view>

namespace vidcam {

// What the Hershey fonts can draw of a UTF-8 text: printable ASCII; accents of Latin letters are
// left off ("Café" -> "Cafe", "Straße" -> "Strasse"), typographic quotes and dashes become plain
// ones, white space a space, anything else (and broken UTF-8) "?".
[[nodiscard]] std::string drawable(std::string_view utf8);

// "87 %"; ">99 %" and "<1 %" where rounding would say more than is true; "? %" for what is no
// probability.
[[nodiscard]] std::string percent(double probability);

}  // namespace vidcam
