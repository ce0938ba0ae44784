#pragma once

#include <string_view>

namespace vidcam {

// The parts of a page as they stand in the files of page/, compiled into the program.
struct PageText {
  std::string_view html;
  std::string_view css;
  std::string_view js;
};

[[nodiscard]] PageText report_page_text();

}  // namespace vidcam
